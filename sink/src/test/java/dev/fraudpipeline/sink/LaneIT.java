package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.metrics.Monitoring;
import dev.fraudpipeline.common.schema.PaymentReader;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.copy.WriteGuard;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseHealth;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import dev.fraudpipeline.sink.table.TableSetup;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.LoggerFactory;

/** What one connection of the sink sits out, each without losing or doubling its batch. */
class LaneIT {
  private static final long DEFINITELY_TOO_SLOW_SECONDS = 60;

  @TempDir private static Path data;
  private static SandboxPostgres postgres;

  private final StopSignal stop = new StopSignal();
  private StoredPayments payments;
  private Database database;
  private Monitoring monitoring;
  private WriteGuard guard;
  private Lane lane;

  @BeforeAll
  static void startServer() {
    postgres = SandboxPostgres.start(data, 0);
  }

  @AfterAll
  static void stopServer() {
    postgres.close();
  }

  @BeforeEach
  void openLane() throws Exception {
    payments = new StoredPayments(postgres, "lane");
    // Short, so that tests need not wait for half a minute.
    database = new Database(DatabaseUrl.parse(postgres.address()), Duration.ofSeconds(2));
    monitoring = Monitoring.start("sink", Optional.empty());
    guard = new WriteGuard(database.writeTimeout());
    lane =
        new Lane(
            "lane",
            database,
            new TableSetup(new PaymentTable(new TableName(Optional.empty(), "lane"))),
            new DatabaseHealth(LoggerFactory.getLogger(Lane.class), database, System::nanoTime),
            guard,
            new SinkMetrics(
                monitoring, "topic_2", partitions -> OptionalLong.empty(), Clock.systemUTC()),
            stop);
    assertThat(lane.submit(lane::open).get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void close() throws Exception {
    stop.raise();
    lane.close();
    guard.close();
    monitoring.close();
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
              .copyIn("COPY lane (trans_num, unix_time) FROM STDIN");
      // The server holds back a thousand rows before it puts them into the table.
      byte[] rows =
          IntStream.range(0, 2_500)
              .mapToObj(i -> "t" + i + "\t1592741665\n")
              .collect(Collectors.joining())
              .getBytes(UTF_8);
      copy.writeToCopy(rows, 0, rows.length);
      copy.flushCopy();

      // When
      store(10);
    }

    // Then
    assertThat(payments.query("SELECT count(*) FROM lane WHERE amt IS NOT NULL"))
        .containsExactly("10");
  }

  @Test
  void aSinkThatFrozeBetweenTwoStatementsDoesNotBlockItsSuccessor() throws Exception {
    // Given
    try (Connection frozen = database.open();
        Statement statement = frozen.createStatement()) {
      statement.execute("INSERT INTO lane (trans_num, unix_time) VALUES ('t5', 1592741665)");

      // When
      store(10);
    }

    // Then
    assertThat(payments.query("SELECT count(*) FROM lane WHERE amt IS NOT NULL"))
        .containsExactly("10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A failover's old primary.
        "ALTER ROLE fraud SET default_transaction_read_only = on"
            + " | ALTER ROLE fraud RESET default_transaction_read_only",
        // As when the disk is full: what the server says is the same to the sink.
        "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE 'full' USING ERRCODE = '53100'; END $$;"
            + " CREATE TRIGGER fail BEFORE INSERT ON lane EXECUTE FUNCTION fail()"
            + " | DROP TRIGGER fail ON lane",
        "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE 'victim' USING ERRCODE = '40P01'; END $$;"
            + " CREATE TRIGGER fail BEFORE INSERT ON lane EXECUTE FUNCTION fail()"
            + " | DROP TRIGGER fail ON lane",
        // Slower than a statement may be.
        "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM pg_sleep(60); RETURN NULL; END $$;"
            + " CREATE TRIGGER fail BEFORE INSERT ON lane EXECUTE FUNCTION fail()"
            + " | DROP TRIGGER fail ON lane",
        "ALTER ROLE fraud CONNECTION LIMIT 0 | ALTER ROLE fraud CONNECTION LIMIT -1",
        "ALTER TABLE lane RENAME TO elsewhere; CREATE VIEW lane AS SELECT 1 AS id"
            + " | DROP VIEW lane; ALTER TABLE elsewhere RENAME TO lane",
        "ALTER TABLE lane ALTER COLUMN zip TYPE text | ALTER TABLE lane ALTER COLUMN zip TYPE"
            + " integer USING zip::integer",
        "REVOKE INSERT ON lane FROM fraud | GRANT INSERT ON lane TO fraud",
      })
  void whatIsWrongForAWhileIsWaitedFor(String wrongAndRight) throws Exception {
    // Given
    String[] statements = wrongAndRight.split(" \\| ", 2);
    asSuperuser(statements[0]);
    endSessions();

    // When
    Future<?> storing = lane.submit(() -> lane.store(batch(10)));
    try {
      await().during(Duration.ofMillis(1_500)).until(() -> !storing.isDone());
    } finally {
      asSuperuser(statements[1]);
    }
    storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);

    // Then
    assertThat(count()).isEqualTo("10");
  }

  @Test
  void aTableThatWasDroppedIsMadeAnew() throws Exception {
    // Given
    store(10);
    payments.execute("DROP TABLE lane");

    // When
    store(20);

    // Then
    assertThat(count()).isEqualTo("20");
  }

  @Test
  void anotherSessionsLockIsWaitedFor() throws Exception {
    // Given
    Future<?> storing;
    try (Connection other =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE lane");

      // When
      storing = lane.submit(() -> lane.store(batch(10)));
      await().during(Duration.ofSeconds(3)).until(() -> !storing.isDone());
    }
    storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);

    // Then
    assertThat(count()).isEqualTo("10");
  }

  @Test
  void aSessionThatTheServerEndedIsReplaced() throws Exception {
    // Given
    store(10);
    endSessions();

    // When
    store(20);

    // Then
    assertThat(count()).isEqualTo("20");
  }

  private String count() throws SQLException {
    try (Connection other =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = other.createStatement();
        var result = statement.executeQuery("SELECT count(*) FROM lane")) {
      result.next();
      return result.getString(1);
    }
  }

  private void store(int count) throws Exception {
    assertThat(
            lane.submit(() -> lane.store(batch(count)))
                .get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS))
        .contains(List.of());
  }

  private static Batch batch(int count) {
    Batch batch = new Batch(count);
    PaymentReader reader = new PaymentReader();
    for (int i = 0; i < count; i++) {
      byte[] value = Predictions.message("t" + i, 1).getBytes(UTF_8);
      batch.add(
          new TopicPartition("t", 0), new ConsumerRecord<>("t", 0, i, new byte[0], value), reader);
    }
    return batch;
  }

  /** All of the sinks', as an administrator does. */
  private static void endSessions() throws SQLException {
    asSuperuser(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sink'");
  }

  private static void asSuperuser(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
