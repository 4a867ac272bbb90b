package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three jars where digits, calendar and hour are others than at the authors' place. */
final class ForeignMachineIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void aDaemonsLogHasTimesInUtcAndInAsciiDigits(String daemon) throws Exception {
    // Given
    Path config =
        Files.writeString(folder.resolve("client.properties"), "bootstrap.servers=127.0.0.1:1\n");
    Path log = folder.resolve(daemon + ".log");
    JarCommand command =
        JarCommand.of(Pipeline.jar(daemon), log)
            .jvmOptions("-Duser.language=fa", "-Duser.country=IR", "-Duser.timezone=Pacific/Apia")
            .environment("KAFKA_CONFIG", config.toString())
            .environment("DATABASE_URL", "postgres://fraud@127.0.0.1:1/fraud");

    // When
    List<String> lines;
    try (JarProcess process = JarProcess.start(command)) {
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> Files.readString(log, StandardCharsets.UTF_8).contains("127.0.0.1:1"));
      assertThat(process.isAlive()).isTrue();
      lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    }

    // Then
    assertThat(lines)
        .isNotEmpty()
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z .*"));
  }
}
