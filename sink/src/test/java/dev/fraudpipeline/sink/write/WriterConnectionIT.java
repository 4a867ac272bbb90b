package dev.fraudpipeline.sink.write;

import static dev.fraudpipeline.sink.write.WriterConnectionUnderTest.batch;
import static dev.fraudpipeline.sink.write.WriterConnectionUnderTest.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.sandbox.fault.TcpProxy;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.MemoryProbe;
import dev.fraudpipeline.sink.HeldTable;
import dev.fraudpipeline.sink.Psql;
import dev.fraudpipeline.sink.ServerProcesses;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.StoredPayments;
import dev.fraudpipeline.sink.Surroundings;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one connection of the sink sits out, each without losing or doubling its batch. */
@ExtendWith(SharedServers.class)
class WriterConnectionIT {
  private static SandboxPostgres postgres;
  private static Psql psql;

  private StoredPayments payments;
  private WriterConnectionUnderTest writer;

  @BeforeAll
  static void use(SandboxPostgres shared) {
    postgres = shared;
    psql = new Psql(postgres);
  }

  @BeforeEach
  void openWriter() throws Exception {
    payments = new StoredPayments(postgres, WriterConnectionUnderTest.TABLE);
    writer = WriterConnectionUnderTest.open(database());
  }

  private static Database database() throws InvalidOptionException {
    return new Database(DatabaseUrl.parse(postgres.address()));
  }

  @AfterEach
  void close() throws Exception {
    writer.close();
    payments.close();
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
            "ALTER TABLE writer RENAME TO elsewhere; CREATE VIEW writer AS SELECT 1 AS id",
            "DROP VIEW writer; ALTER TABLE elsewhere RENAME TO writer"),
        new Trouble(
            "ERROR .* does not take the payments: the table does not fit .*",
            "ALTER TABLE writer ALTER COLUMN zip TYPE text",
            "ALTER TABLE writer ALTER COLUMN zip TYPE integer USING zip::integer"),
        new Trouble(
            "ERROR .* does not take the payments: .* does not fit .*",
            "REVOKE INSERT ON writer FROM fraud",
            "GRANT INSERT ON writer TO fraud"));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void whatIsWrongForAWhileIsWaitedFor(Trouble trouble) throws Exception {
    // Given
    psql.executeAsSuperuser(trouble.wrong());
    psql.endSinkSessions();

    // When
    Future<?> storing = writer.storing(batch(10));
    try {
      writer.awaitLine(trouble.said());
      assertThat(storing.isDone()).isFalse();
    } finally {
      psql.executeAsSuperuser(trouble.right());
    }
    within(storing);

    // Then
    assertThat(count()).isEqualTo("10");
    writer.assertSaidOnceAndEnded();
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
            .resolve(psql.askAsSuperuser("SELECT pg_relation_filepath('writer')"));
    Path empty = file.resolveSibling(file.getFileName() + ".kept");
    psql.endSinkSessions();
    Files.move(file, empty);
    Files.createSymbolicLink(file, full);

    // When
    Future<?> storing = writer.storing(batch(10));
    try {
      writer.awaitLine("WARN .* away.*: the server's disk is full \\(SQLSTATE 53100\\).*");
      assertThat(storing.isDone()).isFalse();
    } finally {
      Files.delete(file);
      Files.move(empty, file);
      psql.endSinkSessions();
    }
    within(storing);

    // Then
    assertThat(count()).isEqualTo("10");
    writer.assertSaidOnceAndEnded();
  }

  /** Time is compressed: so many attempts take hours, at one in five seconds at most. */
  @Test
  void anOutageOfThousandsOfAttemptsLeavesNothingBehindInMemory() throws Exception {
    // Given
    writer.close();
    try (TcpProxy broken = new TcpProxy(0)) {
      broken.inflict(PartFault.ERROR);
      writer =
          WriterConnectionUnderTest.idle(
              new Database(DatabaseUrl.parse("postgres://127.0.0.1:" + broken.port() + "/fraud")),
              new JitteredBackoff(Duration.ofNanos(1), Duration.ofMillis(1)));
      Future<?> storing = writer.storing(batch(1_000));

      // When
      long early = heapAfter(500, broken);
      heapAfter(3_000, broken);

      // Then
      // What else runs in this process comes and goes: what a failed attempt leaves would stay.
      await()
          .atMost(Surroundings.DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                long late = heapBytes();
                System.out.printf(
                    "WriterConnectionIT: heap %d KiB early, %d late%n", early >> 10, late >> 10);
                assertThat(late).isLessThan(early + (1 << 20));
              });
      assertThat(storing.isDone()).isFalse();
      assertThat(writer.said()).hasSizeLessThan(5);
    }
  }

  /** What is alive after so many connections were reset. */
  private static long heapAfter(int attempts, TcpProxy broken) throws Exception {
    await()
        .atMost(Surroundings.DEFINITELY_TOO_SLOW)
        .until(() -> broken.acceptedConnections() >= attempts);
    return heapBytes();
  }

  private static long heapBytes() throws Exception {
    return MemoryProbe.heapBytes(ProcessHandle.current().pid());
  }

  /**
   * Its own transaction closes the circle, and so it is the one that looks for it and gives way.
   */
  @Test
  void aDeadlockThatItLosesIsOver() throws Exception {
    // Given
    writer.close();
    psql.executeAsSuperuser("ALTER ROLE fraud SET deadlock_timeout = '100ms'");
    try (Connection other = psql.connectAsSuperuser();
        Statement statement = other.createStatement();
        HeldTable held =
            new HeldTable(psql, WriterConnectionUnderTest.TABLE, HeldTable.Point.FIFTH_ROW)) {
      writer = WriterConnectionUnderTest.open(database());
      // The other never looks for one.
      statement.execute("SET deadlock_timeout = '1h'");
      other.setAutoCommit(false);
      statement.execute("INSERT INTO writer (trans_num, unix_time) VALUES ('t9', 1592741665)");
      Future<?> storing = writer.storing(batch(10));
      held.awaitHeld(1);
      Future<?> waiting =
          CompletableFuture.runAsync(
              () ->
                  execute(
                      statement,
                      "INSERT INTO writer (trans_num, unix_time) VALUES ('t0', 1592741665)"));
      psql.awaitSession("application_name = 'psql' AND wait_event = 'transactionid'");

      // When
      held.letOn();
      writer.awaitLine(
          "WARN .* away.*: the transaction ran into a deadlock \\(SQLSTATE 40P01\\).*");
      within(waiting);
      other.rollback();
      within(storing);
    } finally {
      psql.executeAsSuperuser("ALTER ROLE fraud RESET deadlock_timeout");
    }

    // Then
    assertThat(psql.ask("SELECT count(amt) FROM writer")).isEqualTo("10");
    writer.assertSaidOnceAndEnded();
  }

  private static void execute(Statement statement, String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTableThatWasDroppedIsMadeAnew() throws Exception {
    // Given
    writer.store(10);
    payments.execute("DROP TABLE writer");

    // When
    writer.store(20);

    // Then
    assertThat(count()).isEqualTo("20");
  }

  @Test
  void aSessionThatTheServerEndsInTheMiddleIsReplaced() throws Exception {
    // Given
    try (HeldTable held = new HeldTable(psql, "writer", HeldTable.Point.COMMIT)) {
      Future<?> storing = writer.storing(batch(20));
      held.awaitHeld(1);

      // When
      psql.endSinkSessions();
      writer.awaitLine("WARN .* away.*: the server was shut down \\(SQLSTATE 57P01\\).*");
      held.letOn();
      within(storing);
    }

    // Then
    assertThat(count()).isEqualTo("20");
    writer.assertSaidOnceAndEnded();
  }

  private String count() throws SQLException {
    return psql.ask("SELECT count(*) FROM writer");
  }
}
