package dev.fraudpipeline.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
  @Test
  void theDaemonsAreMeasuredAsTheScriptsStartThem() throws IOException {
    String script = Files.readString(Path.of("..", "scripts", "lib-daemon.sh"));

    assertThat(script).contains(" " + String.join(" ", Surroundings.JVM_OPTIONS) + " ");
  }
}
