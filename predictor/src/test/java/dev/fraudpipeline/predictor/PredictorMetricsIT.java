package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a predictor over HTTP, with a real broker and two model servers. */
@Timeout(300)
final class PredictorMetricsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Stage.DEFINITELY_TOO_SLOW;

  private static final List<String> METRICS =
      List.of(
          "fraud_build_info gauge daemon version",
          "fraud_dependency_up gauge dependency",
          "fraud_predictor_alarm_latency_seconds histogram",
          "fraud_predictor_alarms_total counter",
          "fraud_predictor_alarms_undelivered_total counter",
          "fraud_predictor_assigned_partitions gauge",
          "fraud_predictor_backlog_records gauge",
          "fraud_predictor_backlog_seconds gauge",
          "fraud_predictor_batch_payments histogram",
          "fraud_predictor_endpoint_requests_in_flight gauge endpoint",
          "fraud_predictor_endpoint_state gauge endpoint state",
          "fraud_predictor_kafka_sessions_total counter",
          "fraud_predictor_model_request_duration_seconds histogram endpoint",
          "fraud_predictor_model_requests_total counter endpoint outcome",
          "fraud_predictor_offsets_lost_total counter",
          "fraud_predictor_payments_scored_total counter",
          "fraud_predictor_records_committed_total counter",
          "fraud_predictor_records_read_total counter",
          "fraud_predictor_rejected_total counter code",
          "fraud_predictor_transaction_duration_seconds histogram",
          "fraud_predictor_transactions_total counter outcome",
          "fraud_predictor_uncommitted_records gauge");

  @TempDir static Path folder;
  private static SandboxKafka kafka;
  private static ModelServer one;
  private static ModelServer other;
  private static Stage stage;
  private static ScrapedMetrics telemetry;
  private static DaemonThread predictor;

  @BeforeAll
  static void startPredictor() {
    kafka = SharedKafka.get();
    one = ModelServer.start(ModelServer.Options.defaults(), Payments::everyTenthIsFraud);
    other = ModelServer.start(ModelServer.Options.defaults(), Payments::everyTenthIsFraud);
    String withSecret = one.address() + "?key=secret";
    stage = new Stage(folder, withSecret + "," + other.address());
    telemetry = stage.telemetry();
    predictor = stage.predictor();
    awaitReady();
  }

  @AfterAll
  static void stopPredictor() throws InterruptedException {
    assertThat(predictor.stop()).isZero();
    stage.close();
    one.close();
    other.close();
  }

  @Test
  void namesTypesAndLabelsStayAsTheyAreAndThePageSaysThem() {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(telemetry.metrics()).isEqualTo(METRICS));
    assertThat(ScrapedMetrics.documented(Path.of("..", "docs", "metrics.md"), "predictor"))
        .isEqualTo(METRICS);
    assertThat(telemetry.get("/metrics").body())
        .contains("jvm_memory_used_bytes{area=\"heap\"}", "endpoint=\"" + one.address() + "\"")
        .doesNotContain("secret");
  }

  @Test
  void whatIsScoredAndWhatIsRejectedIsCounted() {
    // Given
    double scored = value("fraud_predictor_payments_scored_total");
    double alarms = value("fraud_predictor_alarms_total");
    double bad = value("fraud_predictor_rejected_total{code=\"unreadable\"}");
    double committed = value("fraud_predictor_records_committed_total");
    double read = value("fraud_predictor_records_read_total");
    double asked = answered(one) + answered(other);

    // When
    stage.write(50);
    stage.written().writeUnreadable("k", "no JSON");

    // Then
    awaitValue("fraud_predictor_payments_scored_total", scored + 50);
    awaitValue("fraud_predictor_rejected_total{code=\"unreadable\"}", bad + 1);
    awaitValue("fraud_predictor_records_committed_total", committed + 51);
    awaitValue("fraud_predictor_records_read_total", read + 51);
    awaitValue("fraud_predictor_alarms_total", alarms + 5);
    awaitValue("fraud_predictor_backlog_records", 0);
    awaitValue("fraud_predictor_backlog_seconds", 0);
    awaitValue("fraud_predictor_uncommitted_records", 0);
    assertThat(value("fraud_predictor_alarm_latency_seconds_count"))
        .isEqualTo(value("fraud_predictor_alarms_total"));
    assertThat(answered(one) + answered(other)).isGreaterThan(asked);
    assertThat(value("fraud_predictor_batch_payments_sum"))
        .isGreaterThanOrEqualTo(value("fraud_predictor_payments_scored_total"));
    assertThat(value("fraud_predictor_transactions_total{outcome=\"committed\"}")).isPositive();
    assertThat(value("fraud_predictor_transaction_duration_seconds_sum")).isPositive();
    assertThat(value("fraud_predictor_assigned_partitions")).isEqualTo(3);
    assertThat(value("fraud_predictor_kafka_sessions_total")).isPositive();
  }

  @Test
  void oneSickEndpointIsSeenAndTheModelIsMissingOnceAllAre() {
    // Given
    stage.write(10);
    awaitValue("fraud_predictor_backlog_records", 0);
    one.inflict(PartFault.AWAY);
    try {
      // When
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                stage.write(10);
                assertThat(state(one, "well")).isZero();
                assertThat(state(one, "sick") + state(one, "resting")).isEqualTo(1);
              });
      awaitValue("fraud_predictor_backlog_records", 0);
      assertThat(state(other, "well")).isEqualTo(1);
      assertThat(telemetry.missing()).doesNotContainKey("model");

      // Then
      other.inflict(PartFault.AWAY);
      stage.write(20);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                assertThat(telemetry.missing()).containsOnlyKeys("model");
                assertThat(value("fraud_dependency_up{dependency=\"model\"}")).isZero();
                assertThat(value("fraud_predictor_backlog_records")).isEqualTo(20);
                assertThat(value("fraud_predictor_backlog_seconds")).isGreaterThan(1);
              });
      assertThat(telemetry.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      one.heal();
      other.heal();
    }
    awaitReady();
    awaitValue("fraud_predictor_backlog_records", 0);
  }

  @Test
  void anIdlePredictorNoticesThatKafkaIsAwayAndThatItIsBack() {
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
  void aPortThatIsTakenIsAMistakeOfTheSettings() throws Exception {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment = new HashMap<>(stage.environment);
      environment.put("METRICS_PORT", Integer.toString(taken.getLocalPort()));

      // Then
      assertThatThrownBy(
              () ->
                  Predictor.run(
                      PredictorConfig.from(new Options(Map.of(), environment)), new StopSignal()))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }

  private static double answered(ModelServer model) {
    return value(
        "fraud_predictor_model_requests_total{endpoint=\"%s\",outcome=\"answered\"}"
            .formatted(model.address()));
  }

  private static double state(ModelServer model, String state) {
    return value(
        "fraud_predictor_endpoint_state{endpoint=\"%s\",state=\"%s\"}"
            .formatted(model.address(), state));
  }

  private static void awaitReady() {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () -> {
              assertThat(predictor.status()).isEmpty();
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
