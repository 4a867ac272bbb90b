package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShellWordTest {
  @Test
  void whatAShellWouldTakeApartIsQuoted() {
    assertThat(ShellWord.of("demo/20261124-050112-7")).isEqualTo("demo/20261124-050112-7");
    assertThat(ShellWord.of("/home/ann lee/demo")).isEqualTo("'/home/ann lee/demo'");
    assertThat(ShellWord.of("/home/o'neil")).isEqualTo("'/home/o'\\''neil'");
    assertThat(ShellWord.of("")).isEqualTo("''");
  }

  @Test
  void aPathBelowTheWorkingDirectoryIsGivenFromThere() {
    assertThat(ShellWord.of(Path.of("a b", "c").toAbsolutePath())).isEqualTo("'a b/c'");
    assertThat(ShellWord.of(Path.of("/a/b"))).isEqualTo("/a/b");
  }
}
