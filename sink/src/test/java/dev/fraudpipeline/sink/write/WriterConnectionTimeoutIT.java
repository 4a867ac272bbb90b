package dev.fraudpipeline.sink.write;

import static dev.fraudpipeline.sink.write.WriterConnectionUnderTest.batch;
import static dev.fraudpipeline.sink.write.WriterConnectionUnderTest.within;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.Batches;
import dev.fraudpipeline.sink.Predictions;
import dev.fraudpipeline.sink.Psql;
import dev.fraudpipeline.sink.ServerProcesses;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.StoredPayments;
import dev.fraudpipeline.sink.Surroundings;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * What one connection of the sink gives up after a while, each without losing or doubling its
 * batch.
 */
@ExtendWith(SharedServers.class)
class WriterConnectionTimeoutIT {
  private static SandboxPostgres postgres;
  private static Psql psql;

  private StoredPayments payments;
  private Database database;
  private WriterConnectionUnderTest writer;

  @BeforeAll
  static void use(SandboxPostgres shared) {
    postgres = shared;
    psql = new Psql(postgres);
  }

  @BeforeEach
  void openWriter() throws Exception {
    payments = new StoredPayments(postgres, WriterConnectionUnderTest.TABLE);
    // Short, so that tests need not wait for half a minute.
    database = new Database(DatabaseUrl.parse(postgres.address()), Duration.ofSeconds(2));
    writer = WriterConnectionUnderTest.open(database);
  }

  @AfterEach
  void close() throws Exception {
    writer.close();
    payments.close();
  }

  @Test
  void aSinkThatFrozeInTheMiddleOfACopyDoesNotBlockItsSuccessor() throws Exception {
    // Given
    try (Connection frozen = database.open()) {
      CopyIn copy =
          frozen
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY writer (trans_num, unix_time) FROM STDIN");
      // The server holds back a thousand rows before it puts them into the table.
      byte[] rows =
          IntStream.range(0, 2_500)
              .mapToObj(i -> "t" + i + "\t1592741665\n")
              .collect(Collectors.joining())
              .getBytes(UTF_8);
      copy.writeToCopy(rows, 0, rows.length);
      copy.flushCopy();

      // When
      writer.store(10);
    }

    // Then
    assertThat(payments.query("SELECT count(*) FROM writer WHERE amt IS NOT NULL"))
        .containsExactly("10");
  }

  @Test
  void aSinkThatFrozeBetweenTwoStatementsDoesNotBlockItsSuccessor() throws Exception {
    // Given
    try (Connection frozen = database.open();
        Statement statement = frozen.createStatement()) {
      statement.execute("INSERT INTO writer (trans_num, unix_time) VALUES ('t5', 1592741665)");

      // When
      writer.store(10);
    }

    // Then
    assertThat(payments.query("SELECT count(*) FROM writer WHERE amt IS NOT NULL"))
        .containsExactly("10");
  }

  @Test
  void anotherSessionsLockIsWaitedFor() throws Exception {
    // Given
    Future<?> storing;
    try (Connection other = psql.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE writer");

      // When
      storing = writer.storing(batch(10));
      writer.awaitLine(
          "WARN .* away.*: (another session holds a lock|a statement was cancelled).*");
      assertThat(storing.isDone()).isFalse();
    }
    within(storing);

    // Then
    assertThat(count()).isEqualTo("10");
  }

  @Test
  void aBatchThatTakesTooLongIsRepeatedWhole() throws Exception {
    // Given
    setSecondsOfARow("0.5");
    psql.executeAsSuperuser(
        "CREATE TRIGGER slow BEFORE INSERT ON writer FOR EACH ROW EXECUTE FUNCTION slow()");

    // When
    Future<?> storing = writer.storing(batch(10));
    writer.awaitLine("WARN .* away.*: a statement .* ran into its time-out \\(SQLSTATE 57014\\).*");
    setSecondsOfARow("0");
    within(storing);

    // Then
    assertThat(psql.ask("SELECT count(*) || ' in ' || count(DISTINCT xmin::text) FROM writer"))
        .isEqualTo("10 in 1");
    writer.assertSaidOnceAndEnded();
  }

  /** How long the trigger slow() takes for each row. */
  private static void setSecondsOfARow(String seconds) throws SQLException {
    psql.executeAsSuperuser(
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN PERFORM pg_sleep(%s); RETURN NEW; END $$".formatted(seconds));
  }

  /** Nothing ends such a write: not the driver's time-outs, nor the server's, nor TCP. */
  @Test
  void aServerThatStopsReadingInTheMiddleOfACopyIsLeft() throws Exception {
    // Given
    String direct =
        postgres.address().replaceFirst("@[^/]*", "@" + postgres.status().get("direct"));
    writer.close();
    writer =
        WriterConnectionUnderTest.open(
            new Database(DatabaseUrl.parse(direct + "?socketTimeout=5")));
    setSecondsOfARow("25");
    psql.executeAsSuperuser(
        "CREATE TRIGGER slow BEFORE INSERT ON writer FOR EACH ROW EXECUTE FUNCTION slow()");
    int rows = 4_000;
    PaymentBatch large =
        Batches.of(
            IntStream.range(0, rows)
                .mapToObj(i -> Predictions.message("t" + i, 1))
                .map(json -> json.replace("351 Darlene Green", "x".repeat(1_000)))
                .map(json -> json.replace("Mechanical engineer", "y".repeat(1_000)))
                .map(json -> json.replace("Columbia", "z".repeat(1_000))));

    // When
    Future<?> storing = writer.storing(large);
    long session = awaitReaderThatSleeps();
    ServerProcesses.signal("STOP", session);
    try {
      await()
          .atMost(Surroundings.DEFINITELY_TOO_SLOW)
          .untilAsserted(() -> assertThat(stackOf("writer")).contains("WriteTimeout.run", "write"));
      setSecondsOfARow("0");
      within(storing);
    } finally {
      ServerProcesses.signal("CONT", session);
      psql.endSinkSessions();
    }

    // Then
    assertThat(count()).isEqualTo(Integer.toString(rows));
    writer.assertSaidOnceAndEnded();
  }

  /** The server's process that has a row's trigger to wait for, and reads no more meanwhile. */
  private static long awaitReaderThatSleeps() {
    String pids =
        "SELECT coalesce(max(pid), 0) FROM pg_stat_activity"
            + " WHERE application_name = 'sink' AND wait_event = 'PgSleep'";
    return await()
        .atMost(Surroundings.DEFINITELY_TOO_SLOW)
        .until(() -> Long.parseLong(psql.askAsSuperuser(pids)), pid -> pid > 0);
  }

  private static String stackOf(String thread) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals(thread))
        .map(entry -> Arrays.toString(entry.getValue()))
        .collect(Collectors.joining());
  }

  private String count() throws SQLException {
    return psql.ask("SELECT count(*) FROM writer");
  }
}
