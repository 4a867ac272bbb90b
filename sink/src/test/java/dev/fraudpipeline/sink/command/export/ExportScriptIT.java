package dev.fraudpipeline.sink.command.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.Predictions;
import dev.fraudpipeline.sink.Psql;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.StoredPayments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The line for cron, as cron runs it: the real script with the real jar. */
@ExtendWith(SharedServers.class)
class ExportScriptIT {
  private static final Path SCRIPT =
      Path.of("..", "scripts", "export-validated.sh").toAbsolutePath();

  @TempDir private Path folder;
  private StoredPayments payments;
  private SandboxPostgres postgres;

  @BeforeEach
  void fillTable(SandboxPostgres shared) throws Exception {
    postgres = shared;
    payments = new StoredPayments(postgres, "daily");
    payments.store(Stream.of(Predictions.message("a", 1), Predictions.message("b", 1)));
    payments.execute("UPDATE daily SET fraud_confirmed = 1");
    Files.writeString(
        folder.resolve("secrets.env"),
        "DATABASE_URL=%s%nSINK_TABLE=daily%n".formatted(postgres.address()));
  }

  @AfterEach
  void disconnect() throws Exception {
    payments.close();
  }

  /** A run, whose output is read at its end. */
  private Process start(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("SECRETS_ENV", folder.resolve("secrets.env").toString());
    builder.environment().put("EXPORT_LOG", folder.resolve("export.log").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void oneRunAtATimeAndEachIsLogged() throws Exception {
    // Given
    Files.writeString(folder.resolve(".validated.csv.123.part"), "of a run that was killed");
    Psql psql = new Psql(postgres);
    try (Connection other = psql.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE daily");
      Process first = start();
      psql.awaitSinkSession("wait_event_type = 'Lock'");

      // When
      Process second = start("s3://elsewhere/validated.csv");

      // Then
      assertThat(output(second)).contains("another export is running: nothing done");
      assertThat(second.waitFor()).isEqualTo(75);
      other.rollback();
      assertThat(output(first)).isEmpty();
      assertThat(first.waitFor()).isZero();
    }
    assertThat(Files.readAllLines(folder.resolve("validated.csv"))).hasSize(3);
    assertThat(folder.resolve(".validated.csv.123.part")).doesNotExist();
    assertThat(Files.readString(folder.resolve("export.log")))
        .contains("another export is running", "2 rows exported to validated.csv (status 0)");
  }

  @Test
  void aFailureIsForCronToMail() throws Exception {
    // Given
    Files.writeString(
        folder.resolve("secrets.env"),
        "DATABASE_URL=postgres://me:secret@127.0.0.1:1/fraud%n".formatted());

    // When
    Process run = start("validated.csv", "--since", "2020-01-01");
    String said = output(run);

    // Then
    assertThat(run.waitFor()).isEqualTo(1);
    assertThat(said)
        .isEqualTo(
            "PostgreSQL at 127.0.0.1:1/fraud: no connection could be made (SQLSTATE 08001)\n");
    assertThat(Files.readString(folder.resolve("export.log")))
        .contains("(SQLSTATE 08001) (status 1)")
        .doesNotContain("secret");
    assertThat(folder.resolve("validated.csv")).doesNotExist();
  }
}
