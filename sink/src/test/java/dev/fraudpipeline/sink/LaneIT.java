package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fraudpipeline.common.daemon.Backoff;
import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.metrics.Monitoring;
import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.bench.MemoryProbe;
import dev.fraudpipeline.sandbox.fault.TcpProxy;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.copy.WriteGuard;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseHealth;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import dev.fraudpipeline.sink.table.TableSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** What one connection of the sink sits out, each without losing or doubling its batch. */
@ExtendWith(SharedServers.class)
class LaneIT {
  private static final long DEFINITELY_TOO_SLOW_SECONDS = 60;

  private static final Backoff USUAL = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

  private static SandboxPostgres postgres;
  private static Psql psql;

  private final RecordedLog log = new RecordedLog();
  private final StopSignal stop = new StopSignal();
  private StoredPayments payments;
  private Database database;
  private Monitoring monitoring;
  private WriteGuard guard;
  private Lane lane;

  @BeforeAll
  static void use(SandboxPostgres shared) {
    postgres = shared;
    psql = new Psql(postgres);
  }

  @BeforeEach
  void openLane() throws Exception {
    payments = new StoredPayments(postgres, "lane");
    // Short, so that tests need not wait for half a minute.
    openLane(new Database(DatabaseUrl.parse(postgres.address()), Duration.ofSeconds(2)));
  }

  private void openLane(Database where) throws Exception {
    database = where;
    guard = new WriteGuard(database.writeTimeout());
    lane = newLane(USUAL);
    assertThat(lane.submit(lane::open).get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private Lane newLane(Backoff backoff) {
    monitoring = Monitoring.start("sink", Optional.empty());
    return new Lane(
        "lane",
        database,
        new TableSetup(new PaymentTable(new TableName(Optional.empty(), "lane"))),
        new DatabaseHealth(log.logger(), database, System::nanoTime),
        guard,
        new SinkMetrics(
            monitoring, "topic_2", partitions -> OptionalLong.empty(), Clock.systemUTC()),
        stop,
        backoff);
  }

  private void closeLane() {
    lane.close();
    guard.close();
    monitoring.close();
  }

  @AfterEach
  void close() throws Exception {
    stop.raise();
    closeLane();
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

  /**
   * Something that is wrong for a while, by statements of an administrator.
   *
   * @param said what the sink says of it
   */
  private record Trouble(String said, String wrong, String right) {
    @Override
    public String toString() {
      return said;
    }
  }

  static Stream<Trouble> troubles() {
    return Stream.of(
        new Trouble(
            "WARN .* away.*: the database is read-only \\(SQLSTATE 25006\\).*",
            "ALTER ROLE fraud SET default_transaction_read_only = on",
            "ALTER ROLE fraud RESET default_transaction_read_only"),
        new Trouble(
            "WARN .* away.*: the server has too many connections \\(SQLSTATE 53300\\).*",
            "ALTER ROLE fraud CONNECTION LIMIT 0",
            "ALTER ROLE fraud CONNECTION LIMIT -1"),
        new Trouble(
            "ERROR .* does not take the payments: the table does not fit .*",
            "ALTER TABLE lane RENAME TO elsewhere; CREATE VIEW lane AS SELECT 1 AS id",
            "DROP VIEW lane; ALTER TABLE elsewhere RENAME TO lane"),
        new Trouble(
            "ERROR .* does not take the payments: the table does not fit .*",
            "ALTER TABLE lane ALTER COLUMN zip TYPE text",
            "ALTER TABLE lane ALTER COLUMN zip TYPE integer USING zip::integer"),
        new Trouble(
            "ERROR .* does not take the payments: .* does not fit .*",
            "REVOKE INSERT ON lane FROM fraud",
            "GRANT INSERT ON lane TO fraud"));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void whatIsWrongForAWhileIsWaitedFor(Trouble trouble) throws Exception {
    // Given
    psql.executeAsSuperuser(trouble.wrong());
    endSessions();

    // When
    Future<?> storing = lane.submit(() -> lane.store(batch(10)));
    try {
      awaitLine(trouble.said());
      assertThat(storing.isDone()).isFalse();
    } finally {
      psql.executeAsSuperuser(trouble.right());
    }
    storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);

    // Then
    assertThat(count()).isEqualTo("10");
    assertSaidOnceAndEnded();
  }

  private void awaitLine(String pattern) {
    await()
        .atMost(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.matches(pattern)));
  }

  /** One line for each thing that went wrong, and one for its end. */
  private void assertSaidOnceAndEnded() {
    List<String> lines =
        log.lines().stream()
            .map(line -> line.replaceFirst("after \\d+ s", "after a while"))
            .toList();
    assertThat(lines).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    assertThat(lines.get(lines.size() - 1))
        .matches("INFO .*( is back after a while| takes payments again)");
  }

  /** The device behind the table's file has no room, as Linux offers one for this. */
  @Test
  void aFullDiskIsWaitedFor() throws Exception {
    // Given
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full here");
    Path file =
        new ServerProcesses(psql)
            .folder()
            .resolve(psql.askAsSuperuser("SELECT pg_relation_filepath('lane')"));
    Path empty = file.resolveSibling(file.getFileName() + ".kept");
    endSessions();
    Files.move(file, empty);
    Files.createSymbolicLink(file, full);

    // When
    Future<?> storing = lane.submit(() -> lane.store(batch(10)));
    try {
      awaitLine("WARN .* away.*: the server's disk is full \\(SQLSTATE 53100\\).*");
      assertThat(storing.isDone()).isFalse();
    } finally {
      Files.delete(file);
      Files.move(empty, file);
      endSessions();
    }
    storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);

    // Then
    assertThat(count()).isEqualTo("10");
    assertSaidOnceAndEnded();
  }

  /** Time is compressed: so many attempts take hours, at one in five seconds at most. */
  @Test
  void anOutageOfThousandsOfAttemptsLeavesNothingBehindInMemory() throws Exception {
    // Given
    closeLane();
    try (TcpProxy broken = new TcpProxy(0)) {
      broken.inflict(Fault.ERROR);
      database =
          new Database(DatabaseUrl.parse("postgres://127.0.0.1:" + broken.port() + "/fraud"));
      guard = new WriteGuard(database.writeTimeout());
      lane = newLane(new Backoff(Duration.ofNanos(1), Duration.ofMillis(1)));
      Future<?> storing = lane.submit(() -> lane.store(batch(1_000)));

      // When
      long early = heapAfter(500, broken);
      long late = heapAfter(3_000, broken);

      // Then
      System.out.printf("LaneIT: heap %d KiB early, %d KiB late%n", early >> 10, late >> 10);
      assertThat(late).isLessThan(early + (1 << 20));
      assertThat(storing.isDone()).isFalse();
      assertThat(log.lines()).hasSizeLessThan(5);
    }
  }

  /** What is alive after so many connections were reset. */
  private static long heapAfter(int attempts, TcpProxy broken) throws Exception {
    await()
        .atMost(2 * DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS)
        .until(() -> broken.acceptedConnections() >= attempts);
    return MemoryProbe.of(ProcessHandle.current().pid()).heapBytes();
  }

  @Test
  void aDeadlockThatItLosesIsOver() throws Exception {
    // Given
    closeLane();
    psql.executeAsSuperuser("ALTER ROLE fraud SET deadlock_timeout = '4s'");
    try (Connection other = psql.connectAsSuperuser();
        Statement statement = other.createStatement()) {
      openLane(new Database(DatabaseUrl.parse(postgres.address())));
      // The other never looks for one.
      statement.execute("SET deadlock_timeout = '1h'");
      other.setAutoCommit(false);
      statement.execute("INSERT INTO lane (trans_num, unix_time) VALUES ('t9', 1592741665)");

      // When
      Future<?> storing = lane.submit(() -> lane.store(batch(10)));
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS)
          .until(() -> psql.sinkSessions("wait_event_type = 'Lock'") == 1);
      statement.execute("INSERT INTO lane (trans_num, unix_time) VALUES ('t0', 1592741665)");
      awaitLine("WARN .* away.*: the transaction ran into a deadlock \\(SQLSTATE 40P01\\).*");
      other.rollback();
      storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);
    } finally {
      psql.executeAsSuperuser("ALTER ROLE fraud RESET deadlock_timeout");
    }

    // Then
    assertThat(psql.ask("SELECT count(amt) FROM lane")).isEqualTo("10");
    assertSaidOnceAndEnded();
  }

  @Test
  void aBatchThatTakesTooLongIsRepeatedWhole() throws Exception {
    // Given
    setSecondsOfARow("0.5");
    psql.executeAsSuperuser(
        "CREATE TRIGGER slow BEFORE INSERT ON lane FOR EACH ROW EXECUTE FUNCTION slow()");

    // When
    Future<?> storing = lane.submit(() -> lane.store(batch(10)));
    awaitLine("WARN .* away.*: a statement .* ran into its time-out \\(SQLSTATE 57014\\).*");
    setSecondsOfARow("0");
    storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);

    // Then
    assertThat(psql.ask("SELECT count(*) || ' in ' || count(DISTINCT xmin::text) FROM lane"))
        .isEqualTo("10 in 1");
    assertSaidOnceAndEnded();
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
    closeLane();
    openLane(
        new Database(
            DatabaseUrl.parse(
                postgres
                    .address()
                    .replaceFirst("@[^/]*", "@" + postgres.status().get("direct"))
                    .concat("?socketTimeout=2"))));
    setSecondsOfARow("25");
    psql.executeAsSuperuser(
        "CREATE TRIGGER slow BEFORE INSERT ON lane FOR EACH ROW EXECUTE FUNCTION slow()");
    int rows = 4_000;
    Batch large =
        Batches.of(
            IntStream.range(0, rows)
                .mapToObj(i -> Predictions.message("t" + i, 1))
                .map(json -> json.replace("351 Darlene Green", "x".repeat(1_000)))
                .map(json -> json.replace("Mechanical engineer", "y".repeat(1_000)))
                .map(json -> json.replace("Columbia", "z".repeat(1_000))));

    // When
    Future<?> storing = lane.submit(() -> lane.store(large));
    String reader = "application_name = 'sink' AND wait_event = 'PgSleep'";
    await().until(() -> psql.sinkSessions(reader) == 1);
    long session =
        Long.parseLong(psql.askAsSuperuser("SELECT pid FROM pg_stat_activity WHERE " + reader));
    ServerProcesses.signal("STOP", session);
    try {
      await().untilAsserted(() -> assertThat(stackOf("lane")).contains("WriteGuard.run", "write"));
      setSecondsOfARow("0");
      storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);
    } finally {
      ServerProcesses.signal("CONT", session);
      endSessions();
    }

    // Then
    assertThat(count()).isEqualTo(Integer.toString(rows));
    assertSaidOnceAndEnded();
  }

  private static String stackOf(String thread) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals(thread))
        .map(entry -> Arrays.toString(entry.getValue()))
        .collect(Collectors.joining());
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
    try (Connection other = psql.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE lane");

      // When
      storing = lane.submit(() -> lane.store(batch(10)));
      awaitLine("WARN .* away.*: (another session holds a lock|a statement was cancelled).*");
      assertThat(storing.isDone()).isFalse();
    }
    storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);

    // Then
    assertThat(count()).isEqualTo("10");
  }

  @Test
  void aSessionThatTheServerEndsInTheMiddleIsReplaced() throws Exception {
    // Given
    try (HeldTable held = new HeldTable(psql, "lane", HeldTable.Point.COMMIT)) {
      Future<?> storing = lane.submit(() -> lane.store(batch(20)));
      held.awaitHeld(1);

      // When
      endSessions();
      awaitLine("WARN .* away.*: the server was shut down \\(SQLSTATE 57P01\\).*");
      held.letOn();
      storing.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS);
    }

    // Then
    assertThat(count()).isEqualTo("20");
    assertSaidOnceAndEnded();
  }

  private String count() throws SQLException {
    return psql.ask("SELECT count(*) FROM lane");
  }

  /** All of the sinks', as an administrator does. */
  private static void endSessions() throws SQLException {
    try (Connection superuser = psql.connectAsSuperuser()) {
      Psql.endSinkSessions(superuser);
    }
  }

  private void store(int count) throws Exception {
    assertThat(
            lane.submit(() -> lane.store(batch(count)))
                .get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS))
        .contains(List.of());
  }

  private static Batch batch(int count) {
    return Batches.of(IntStream.range(0, count).mapToObj(i -> Predictions.message("t" + i, 1)));
  }
}
