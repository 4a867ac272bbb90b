package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators see of a sink over HTTP, with a real broker and a real PostgreSQL. */
@Timeout(300)
@ExtendWith(SharedServers.class)
class SinkMetricsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);

  private static final List<String> METRICS =
      List.of(
          "fraud_build_info gauge daemon version",
          "fraud_dependency_up gauge dependency",
          "fraud_sink_assigned_partitions gauge",
          "fraud_sink_backlog_records gauge",
          "fraud_sink_backlog_seconds gauge",
          "fraud_sink_batch_payments histogram",
          "fraud_sink_database_failures_total counter kind",
          "fraud_sink_database_write_duration_seconds histogram",
          "fraud_sink_kafka_sessions_total counter",
          "fraud_sink_offsets_lost_total counter",
          "fraud_sink_payments_stored_total counter",
          "fraud_sink_records_read_total counter",
          "fraud_sink_rejected_total counter code",
          "fraud_sink_store_latency_seconds histogram");

  private static SandboxKafka kafka;
  private static SandboxPostgres postgres;
  private static Surroundings surroundings;
  private static ScrapedMetrics telemetry;
  private static RunningSink sink;
  private static int sent;

  @BeforeAll
  static void startSink(SandboxKafka broker, SandboxPostgres database, Surroundings around) {
    kafka = broker;
    postgres = database;
    surroundings = around;
    int port = ScrapedMetrics.freePort();
    surroundings.environment().put("METRICS_PORT", Integer.toString(port));
    telemetry = new ScrapedMetrics(port);
    sink = new RunningSink(surroundings.environment());
    awaitReady();
  }

  @AfterAll
  static void stopSink() {
    assertThat(sink.stop()).isZero();
  }

  @Test
  void namesTypesAndLabelsStayAsTheyAreAndThePageSaysThem() {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(telemetry.metrics()).isEqualTo(METRICS));
    assertThat(ScrapedMetrics.documented(Path.of("..", "docs", "metrics.md"), "sink"))
        .isEqualTo(METRICS);
    assertThat(telemetry.get("/metrics").body())
        .contains("jvm_memory_used_bytes{area=\"heap\"}", "process_cpu_seconds_total");
  }

  @Test
  void whatIsStoredAndWhatIsRejectedIsCounted() {
    // Given
    double stored = value("fraud_sink_payments_stored_total");
    double read = value("fraud_sink_records_read_total");
    double bad = value("fraud_sink_rejected_total{code=\"unreadable\"}");
    double batches = value("fraud_sink_batch_payments_count");
    double payments = value("fraud_sink_batch_payments_sum");

    // When
    send(40);
    surroundings.send(List.of(Predictions.record(surroundings.name(), "k", "no JSON")));

    // Then
    awaitValue("fraud_sink_payments_stored_total", stored + 40);
    awaitValue("fraud_sink_rejected_total{code=\"unreadable\"}", bad + 1);
    awaitValue("fraud_sink_records_read_total", read + 41);
    awaitValue("fraud_sink_batch_payments_sum", payments + 40);
    awaitValue("fraud_sink_backlog_records", 0);
    awaitValue("fraud_sink_backlog_seconds", 0);
    assertThat(value("fraud_sink_batch_payments_count")).isGreaterThan(batches);
    assertThat(value("fraud_sink_database_write_duration_seconds_count"))
        .isEqualTo(value("fraud_sink_batch_payments_count"));
    assertThat(value("fraud_sink_database_write_duration_seconds_sum")).isPositive();
    assertThat(value("fraud_sink_store_latency_seconds_count")).isPositive();
    assertThat(value("fraud_sink_rejected_total{code=\"bad_value\"}")).isZero();
    assertThat(value("fraud_sink_assigned_partitions")).isEqualTo(3);
    assertThat(value("fraud_sink_kafka_sessions_total")).isPositive();
  }

  @Test
  void whileTheDatabaseIsAwayTheBacklogGrowsAndReadinessSaysWhy() {
    // Given
    double stored = value("fraud_sink_payments_stored_total");
    double failures = value("fraud_sink_database_failures_total{kind=\"away\"}");
    postgres.inflict(PartFault.AWAY);
    try {
      // When
      send(30);

      // Then
      awaitValue("fraud_sink_backlog_records", 30);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                assertThat(telemetry.missing()).containsOnlyKeys("database");
                assertThat(telemetry.missing().get("database")).contains("no connection");
                assertThat(value("fraud_dependency_up{dependency=\"database\"}")).isZero();
                assertThat(value("fraud_sink_backlog_seconds")).isGreaterThan(1);
                assertThat(value("fraud_sink_database_failures_total{kind=\"away\"}"))
                    .isGreaterThan(failures);
              });
      assertThat(telemetry.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      postgres.heal();
    }
    awaitReady();
    awaitValue("fraud_sink_payments_stored_total", stored + 30);
    awaitValue("fraud_sink_backlog_records", 0);
  }

  @Test
  void everyOtherKindOfFailureIsCountedAndReadinessSaysWhichItIs(Surroundings around)
      throws SQLException {
    // Given
    ScrapedMetrics another = new ScrapedMetrics(ScrapedMetrics.freePort());
    around.environment().put("METRICS_PORT", Integer.toString(another.port()));
    around
        .environment()
        .put("DATABASE_URL", postgres.jdbcUrl().replaceFirst("/[^/]*$", "/made_later"));
    around.environment().put("DATABASE_USER", "rotated");
    around.environment().put("DATABASE_PASSWORD", "first");
    around.psql().executeAsSuperuser("CREATE ROLE rotated LOGIN PASSWORD 'first'");
    around.send(0, 1);
    try (RunningSink other = new RunningSink(around.environment())) {
      // Then
      awaitFailure(other, another, "no_database", "the database does not exist");
      around.psql().executeAsSuperuser("CREATE DATABASE made_later OWNER rotated");
      awaitStored(other, another, 1);

      around.psql().executeAsSuperuser("ALTER ROLE rotated PASSWORD 'second'");
      around
          .psql()
          .executeAsSuperuser(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rotated'");
      around.send(1, 1);
      awaitFailure(other, another, "login_refused", "user or password is wrong");
      around.psql().executeAsSuperuser("ALTER ROLE rotated PASSWORD 'first'");
      awaitStored(other, another, 2);

      inMadeLater("REVOKE INSERT ON %s FROM rotated".formatted(around.table()));
      around.send(2, 1);
      awaitFailure(other, another, "fault", "a privilege is missing|the table does not fit");
      inMadeLater("GRANT INSERT ON %s TO rotated".formatted(around.table()));
      awaitStored(other, another, 3);
    }
  }

  private static void awaitFailure(
      RunningSink other, ScrapedMetrics another, String kind, String reason) {
    await(kind)
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .failFast("the sink ended", () -> !other.isRunning())
        .untilAsserted(
            () -> {
              assertThat(
                      another.value(
                          "fraud_sink_database_failures_total{kind=\"%s\"}".formatted(kind)))
                  .isPositive();
              assertThat(another.missing()).containsOnlyKeys("database");
              assertThat(another.missing().get("database")).containsPattern(reason);
            });
  }

  private static void awaitStored(RunningSink other, ScrapedMetrics another, int payments) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .failFast("the sink ended", () -> !other.isRunning())
        .untilAsserted(
            () -> {
              assertThat(another.missing()).isEmpty();
              assertThat(another.value("fraud_sink_payments_stored_total")).isEqualTo(payments);
            });
  }

  private static void inMadeLater(String sql) throws SQLException {
    String url = "jdbc:postgresql://" + postgres.status().get("direct") + "/made_later";
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void anIdleSinkNoticesThatKafkaIsAwayAndThatItIsBack() {
    // When
    kafka.inflict(PartFault.AWAY);
    try {
      // Then
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () ->
                  assertThat(telemetry.missing())
                      .containsExactly(
                          entry(
                              "kafka",
                              "Kafka at %s: it is not there, or does not answer in time"
                                  .formatted(kafka.address()))));
      assertThat(telemetry.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      kafka.heal();
    }
    awaitReady();
  }

  @Test
  void aPortThatIsTakenEndsWithOneLineBeforeAnythingIsTouched() throws IOException {
    // Given
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stderr = System.err;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> other = new HashMap<>(surroundings.environment());
      other.put("METRICS_PORT", Integer.toString(taken.getLocalPort()));
      System.setErr(new PrintStream(err, true, UTF_8));

      // When
      try (RunningSink second = new RunningSink(other)) {
        // Then
        assertThat(second.status(DEFINITELY_TOO_SLOW)).isEqualTo(2);
      }
      assertThat(err.toString(UTF_8).lines().filter(line -> line.startsWith("sink: ")))
          .singleElement()
          .asString()
          .contains("METRICS_PORT", "127.0.0.1:" + taken.getLocalPort());
    } finally {
      System.setErr(stderr);
    }
  }

  private static void send(int payments) {
    surroundings.send(sent, payments);
    sent += payments;
  }

  private static void awaitReady() {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () -> {
              assertThat(sink.isRunning()).isTrue();
              assertThat(telemetry.missing()).isEmpty();
            });
  }

  private static void awaitValue(String series, double value) {
    await(series)
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(value(series)).isEqualTo(value));
  }

  private static double value(String series) {
    return telemetry.value(series);
  }
}
