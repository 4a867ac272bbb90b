package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.JarProcess;
import dev.fraudpipeline.sandbox.process.MemoryProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One sink of the real jar, which lives through everything that a database can do to it: each time
 * it keeps what it has, keeps its place in the group, says in one line what changed, and goes on.
 */
@ExtendWith(SharedServers.class)
class PatienceIT {
  /** What a poll may be late by. Outages that last longer show that the sink polls on meanwhile. */
  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(10);

  private static final int PAYMENTS = 200;
  private static final int CONNECTIONS = 2;

  @TempDir private static Path data;
  private static SandboxPostgres postgres;
  private static Psql psql;
  private static ServerProcesses server;
  private static Surroundings around;
  private static JarProcess sink;
  private static List<String> members;
  private static int sent;
  private static ProcessHandle shuttingDown;

  private int linesBefore;

  @BeforeAll
  static void startSink(SandboxKafka kafka, SandboxPostgres shared) throws Exception {
    postgres = shared;
    psql = new Psql(postgres);
    server = new ServerProcesses(psql);
    around = new Surroundings(kafka, postgres, "patience");
    around.kafkaProperties(
        Map.of("max.poll.interval.ms", Long.toString(MAX_POLL_INTERVAL.toMillis())));
    around
        .environment()
        .put("DATABASE_URL", postgres.address() + "?socketTimeout=4&loginTimeout=4");
    sink =
        JarProcess.start(
            around
                .command(data.resolve("sink.log"))
                .jvmOptions("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    sendAndAwait();
    members = around.members();
    assertThat(members).hasSize(1);
  }

  @AfterAll
  static void stopSink() throws Exception {
    assertThat(sink.terminate(Duration.ofSeconds(30))).isEqualTo(143);
    around.assertExactly(sent);
    assertThat(around.rejected()).isEmpty();
    assertThat(lines()).noneMatch(line -> line.startsWith("\tat "));
  }

  private static void send() {
    around.send(sent, PAYMENTS);
    sent += PAYMENTS;
  }

  private static void awaitAllStored() {
    around.awaitRows(sink::isAlive, sent);
    around.awaitCommitted(sent);
  }

  private static void sendAndAwait() {
    send();
    awaitAllStored();
  }

  /** What is wrong for a while. */
  @FunctionalInterface
  private interface Change {
    void happen() throws Exception;
  }

  /** Sends payments while something is wrong, until that was noticed and put right. */
  private void outlive(String expected, Change wrong, Change right) throws Exception {
    long committed = around.committed();
    try {
      sendAndAwaitLine(expected, wrong);
      assertThat(around.committed()).isEqualTo(committed);
    } finally {
      right.happen();
    }
    awaitAllStored();
  }

  private void sendAndAwaitLine(String expected, Change wrong) throws Exception {
    linesBefore = lines().size();
    wrong.happen();
    send();
    await()
        .atMost(Surroundings.DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(said()).anyMatch(line -> line.matches(expected)));
  }

  /** What the sink has said about the database in this test. */
  private List<String> said() throws IOException {
    return lines().stream()
        .skip(linesBefore)
        .filter(line -> line.contains("PostgreSQL at "))
        .map(line -> line.replaceFirst("^\\S+ ", "").replaceFirst("after \\d+ s", "after N s"))
        .toList();
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(data.resolve("sink.log"));
  }

  @AfterEach
  void itKeptItsPlaceAndSaidEachThingOnce() throws Exception {
    postgres.heal();
    assertThat(around.members()).isEqualTo(members);
    assertThat(lines())
        .filteredOn(line -> line.contains(" ConsumeLoop - ") && line.contains("partitions"))
        .hasSize(1)
        .allMatch(line -> line.contains("reading 3 more partitions"));
    List<String> said = said();
    // A connection that was idle can notice what was wrong when the other is back already.
    for (String line : said) {
      assertThat(Collections.frequency(said, line)).as(line).isLessThanOrEqualTo(CONNECTIONS);
    }
    assertThat(said.get(said.size() - 1)).containsAnyOf("is back after", "takes payments again");
  }

  private static void shutDown(String signal) throws Exception {
    shuttingDown = ProcessHandle.of(server.postmaster()).orElseThrow();
    ServerProcesses.signal(signal, shuttingDown.pid());
  }

  private static void startAgain() {
    // Dead, it can still be somebody's child, and then has no program any more.
    await()
        .atMost(Surroundings.DEFINITELY_TOO_SLOW)
        .until(() -> shuttingDown.info().command().isEmpty());
    postgres.heal();
  }

  @Test
  void refused() throws Exception {
    outlive(".*SQLSTATE 08001.*", () -> postgres.inflict(PartFault.AWAY), postgres::heal);
  }

  @Test
  void reset() throws Exception {
    outlive(".*SQLSTATE 080.*", () -> postgres.inflict(PartFault.ERROR), postgres::heal);
  }

  @Test
  void halfOpen() throws Exception {
    outlive(".*no answer came in time.*", () -> postgres.inflict(PartFault.HANG), postgres::heal);
  }

  @Test
  void garbled() throws Exception {
    outlive(".*SQLSTATE 08.*", () -> postgres.inflict(PartFault.GARBAGE), postgres::heal);
  }

  @Test
  void fastShutdownInTheMiddleOfATransaction() throws Exception {
    try (HeldTable held = new HeldTable(psql, around.table(), HeldTable.Point.COMMIT)) {
      outlive(
          ".*the server was shut down \\(SQLSTATE 57P01\\).*",
          () -> {
            send();
            held.awaitHeld(2);
            shutDown("INT");
          },
          PatienceIT::startAgain);
    }
  }

  /** Only a warning comes with the end of the connection: to the sink that is a broken line. */
  @Test
  void immediateShutdown() throws Exception {
    outlive(".*SQLSTATE 080.*", () -> shutDown("QUIT"), PatienceIT::startAgain);
  }

  /** A server that waits for its last sessions lets no new ones in. */
  @Test
  void smartShutdown() throws Exception {
    Connection last = psql.connectAsSuperuser();
    outlive(
        ".*the server is starting up, or shutting down \\(SQLSTATE 57P03\\).*",
        () -> {
          shutDown("TERM");
          Psql.endSinkSessions(last);
        },
        () -> {
          last.close();
          startAgain();
        });
  }

  /** The server ends all other sessions, since their memory may be damaged, and recovers. */
  @Test
  void crashOfASession() throws Exception {
    String session = "SELECT min(pid) FROM pg_stat_activity WHERE application_name = 'sink'";
    sendAndAwaitLine(
        ".*SQLSTATE .*",
        () -> ServerProcesses.signal("KILL", Long.parseLong(psql.askAsSuperuser(session))));
    awaitAllStored();
  }

  @Test
  void crashOfTheMachine() throws Exception {
    outlive(".*SQLSTATE .*", postgres::crash, postgres::heal);
  }

  /** As where a failover's old primary, or a standby, answers at the address. */
  @Test
  void standbyThatIsPromoted() throws Exception {
    outlive(
        ".*the database is read-only \\(SQLSTATE 25006\\).*",
        () -> {
          Path folder = server.folder();
          postgres.inflict(PartFault.AWAY);
          Files.createFile(folder.resolve("standby.signal"));
          postgres.heal();
          assertThat(psql.ask("SELECT pg_is_in_recovery()")).isEqualTo("t");
        },
        () -> psql.executeAsSuperuser("SELECT pg_promote()"));
  }

  @Test
  void tooManyConnections() throws Exception {
    List<Connection> taken = new ArrayList<>();
    Connection administrator = psql.connectAsSuperuser();
    outlive(
        ".*the server has too many connections \\(SQLSTATE 53300\\).*",
        () -> {
          takeAll(taken);
          Psql.endSinkSessions(administrator);
          // The sink tries for the places that became free, too.
          await()
              .atMost(Surroundings.DEFINITELY_TOO_SLOW)
              .until(
                  () -> {
                    takeAll(taken);
                    return Psql.sinkSessions(administrator, "true") == 0;
                  });
          takeAll(taken);
        },
        () -> {
          administrator.close();
          for (Connection connection : taken) {
            connection.close();
          }
        });
  }

  /** Takes every place that is left. */
  private static void takeAll(List<Connection> taken) throws SQLException {
    try {
      while (true) {
        taken.add(psql.connect());
      }
    } catch (SQLException e) {
      if (!"53300".equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  @Test
  void droppedTable() throws Exception {
    sendAndAwaitLine(
        ".*does not take the payments: the table does not exist.*",
        () ->
            psql.execute(
                "CREATE TABLE saved AS SELECT * FROM %1$s; ALTER TABLE saved DROP COLUMN id;"
                        .formatted(around.table())
                    + " DROP TABLE "
                    + around.table()));
    await().atMost(Surroundings.DEFINITELY_TOO_SLOW).until(() -> around.rows() >= PAYMENTS);
    String columns =
        psql.ask(
            "SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute"
                + " WHERE attrelid = 'saved'::regclass AND attnum > 0 AND NOT attisdropped");
    psql.execute(
        "INSERT INTO %1$s (%2$s) SELECT %2$s FROM saved; DROP TABLE saved"
            .formatted(around.table(), columns));
    awaitAllStored();
  }

  /** What the sink needs in an outage does not depend on how long that takes. */
  @Test
  void longOutageInALittleMemory() throws Exception {
    // Given
    linesBefore = lines().size();
    postgres.inflict(PartFault.AWAY);
    around.send(sent, 10_000);
    sent += 10_000;
    await()
        .atMost(Surroundings.DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(said()).anyMatch(line -> line.contains("is away")));
    stayAway(Duration.ofSeconds(2));
    long early = MemoryProbe.heapBytes(sink.pid());

    // When
    stayAway(MAX_POLL_INTERVAL.plusSeconds(2));

    // Then
    // What an attempt under way holds comes and goes: what a failed one leaves would stay.
    await()
        .atMost(Surroundings.DEFINITELY_TOO_SLOW)
        .untilAsserted(
            () -> {
              long late = MemoryProbe.heapBytes(sink.pid());
              System.out.printf(
                  "PatienceIT: heap %d KiB early, %d late%n", early >> 10, late >> 10);
              assertThat(late).isLessThan(early + (1 << 20));
            });
    postgres.heal();
    awaitAllStored();
  }

  private static void stayAway(Duration time) {
    await().atMost(Surroundings.DEFINITELY_TOO_SLOW).pollDelay(time).until(sink::isAlive);
  }
}
