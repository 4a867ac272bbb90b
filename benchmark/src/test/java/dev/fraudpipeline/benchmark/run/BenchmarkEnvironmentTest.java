package dev.fraudpipeline.benchmark.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchmarkEnvironmentTest {
  @Test
  void theDaemonsAreMeasuredAsTheScriptsStartThem() throws IOException {
    String script = Files.readString(Path.of("..", "scripts", "lib-daemon.sh"));

    assertThat(script)
        .contains("DAEMON_HEAP_MIB=" + BenchmarkEnvironment.HEAP_MEBIBYTES + "\n")
        .contains("-Xms%dm -Xmx%dm")
        .contains(" " + String.join(" ", BenchmarkEnvironment.JVM_OPTIONS) + " ");
  }
}
