package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir private Path folder;

  @Test
  void framesAndBlankLinesTellNothing() throws IOException {
    // Given
    Path log = folder.resolve("api.log");
    Files.writeString(
        log,
        """
        started
        java.io.UncheckedIOException: no port
        \tat dev.fraudpipeline.Main.main(Main.java:7)
        Caused by: java.net.BindException: Address already in use
        \tat java.base/sun.nio.ch.Net.bind(Net.java)
        \t... 12 more

        """);

    // When, Then
    assertThat(LogTail.lastUsefulLine(log))
        .contains("Caused by: java.net.BindException: Address already in use");
  }

  @Test
  void aLogThatIsEmptyOrMissingTellsNothing() throws IOException {
    assertThat(LogTail.lastUsefulLine(Files.createFile(folder.resolve("empty.log")))).isEmpty();
    assertThat(LogTail.lastUsefulLine(folder.resolve("none.log"))).isEmpty();
  }
}
