package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that start the daemons. */
final class RunScriptsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void theScriptBecomesTheDaemonAndLeavesItsStatus(String daemon) throws Exception {
    // When
    Process process = start(daemon, List.of("--version"));

    // Then
    assertThat(process.waitFor(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(output()).startsWith(daemon + " ");
  }

  /** With more heap at the start than it may have, a JVM does not start. */
  @Test
  void anotherHeapTakesThePlaceOfTheScripts() throws Exception {
    // When
    Process process = start("sink", List.of("--jvm-opts", "-Xmx48m", "--version"));

    // Then
    assertThat(process.waitFor(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(output()).startsWith("sink ");
  }

  @Test
  void secretsAreReadFromTheWorkingDirectoryAndShownNowhere() throws Exception {
    // Given
    Files.writeString(
        folder.resolve("client.properties"),
        "bootstrap.servers=127.0.0.1:1\nsecurity.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\n");
    Path secrets =
        Files.writeString(
            folder.resolve("secrets.env"), "SASL_USERNAME='the user'\nSASL_PASSWORD='hunter $2'\n");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    Path log = folder.resolve("producer.log");

    // When
    Process process = start("producer", List.of("--log", log.toString()));

    // Then
    try {
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> Files.exists(log) && Files.readString(log).contains("producer starts"));
      assertThat(process.info().commandLine().orElse("")).contains("-jar").doesNotContain("hunter");
      process.destroy();
      assertThat(process.waitFor(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(Files.readString(log)).doesNotContain("hunter");
      assertThat(output()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutJavaOneLineSaysSo() throws Exception {
    // Given
    ProcessBuilder builder = builder("sink", List.of());
    builder.environment().put("JAVA_HOME", folder.toString());

    // When
    Process process = builder.start();

    // Then
    assertThat(process.waitFor(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(output().lines()).singleElement().asString().contains("JAVA_HOME");
  }

  private Process start(String daemon, List<String> arguments) throws IOException {
    return builder(daemon, arguments).start();
  }

  private ProcessBuilder builder(String daemon, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of("..", "scripts", "run-" + daemon + ".sh").toAbsolutePath().toString());
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }
}
