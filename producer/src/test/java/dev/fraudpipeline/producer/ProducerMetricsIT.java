package dev.fraudpipeline.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sandbox.http.HeaderLine;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ResponseSender;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The metrics and health of a producer over HTTP, with a real broker and an API that does as told.
 */
@Timeout(300)
final class ProducerMetricsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);

  private static final List<String> METRICS =
      List.of(
          "fraud_build_info gauge daemon version",
          "fraud_dependency_up gauge dependency",
          "fraud_producer_answers_fetched_total counter",
          "fraud_producer_api_request_duration_seconds histogram",
          "fraud_producer_backlog_answers gauge",
          "fraud_producer_backlog_seconds gauge",
          "fraud_producer_delivery_latency_seconds histogram",
          "fraud_producer_fetched_bytes_total counter",
          "fraud_producer_journal_append_duration_seconds histogram",
          "fraud_producer_journal_bytes gauge",
          "fraud_producer_journal_free_bytes gauge",
          "fraud_producer_kafka_sessions_total counter",
          "fraud_producer_last_answer_timestamp_seconds gauge",
          "fraud_producer_payments_repeated_total counter",
          "fraud_producer_payments_sent_total counter",
          "fraud_producer_polls_total counter outcome",
          "fraud_producer_rejected_total counter code");

  @TempDir static Path folder;
  private static final Queue<ServerResponse> SCRIPT = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger SERVED = new AtomicInteger();
  private static volatile boolean broken;
  private static volatile boolean news;
  private static SandboxKafka kafka;
  private static HttpServer api;
  private static Map<String, String> environment;
  private static ScrapedMetrics telemetry;
  private static DaemonThread producer;

  @BeforeAll
  static void startProducer() throws IOException {
    kafka = SharedKafka.get();
    api =
        HttpServer.start(
            new HttpServer.Options("api", 0, 1, Duration.ofSeconds(5)),
            (request, reply) -> answer(reply));
    Path properties = folder.resolve("client.properties");
    Files.writeString(properties, "bootstrap.servers=" + kafka.address() + "\n");
    int port = ScrapedMetrics.freePort();
    environment = new HashMap<>();
    environment.put("KAFKA_CONFIG", properties.toString());
    environment.put("TOPIC_1", "metrics");
    environment.put("TOPIC_PARTITIONS", "3");
    environment.put("PAYMENTS_API_URL", api.baseUrl() + "/");
    environment.put("POLL_INTERVAL", "50ms");
    environment.put("PRODUCER_JOURNAL", folder.resolve("journal").toString());
    environment.put("METRICS_PORT", Integer.toString(port));
    telemetry = new ScrapedMetrics(port);
    Map<String, String> mine = Map.copyOf(environment);
    producer =
        DaemonThread.start(
            "producer",
            stop -> Producer.run(ProducerConfig.from(new Options(Map.of(), mine)), stop));
    awaitReady();
  }

  @AfterAll
  static void stopProducer() throws InterruptedException {
    assertThat(producer.stop()).isZero();
    api.close();
  }

  /** What the script says; else the same payment, again and again, or each time a new one. */
  private static void answer(ResponseSender reply) {
    ServerResponse next = broken ? response(503, "") : SCRIPT.poll();
    if (next == null) {
      String id = news ? "new-" + SERVED.incrementAndGet() : "again";
      next = response(200, rows("[42,1.10,\"" + id + "\",1730133730257]"));
    }
    CompletionStage<Boolean> unused = reply.send(next);
  }

  private static ServerResponse response(int status, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    return new ServerResponse(
        status,
        List.of(
            new HeaderLine("Content-Length", Integer.toString(bytes.length)),
            new HeaderLine("Retry-After", "0")),
        bytes);
  }

  private static String rows(String rows) {
    return "{\"columns\":[\"cc_num\",\"amt\",\"trans_num\",\"current_time\"],\"data\":["
        + rows
        + "]}";
  }

  @Test
  void namesTypesAndLabelsStayAsTheyAreAndThePageSaysThem() {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(telemetry.metrics()).isEqualTo(METRICS));
    assertThat(ScrapedMetrics.documented(Path.of("..", "docs", "metrics.md"), "producer"))
        .isEqualTo(METRICS);
    assertThat(telemetry.get("/metrics").body())
        .contains("jvm_memory_used_bytes{area=\"heap\"}", "process_cpu_seconds_total");
  }

  @Test
  void whatIsFetchedAndWhatBecomesOfItIsCounted() {
    // Given
    awaitThePaymentThatComesAgain();
    double sent = value("fraud_producer_payments_sent_total");
    double repeated = value("fraud_producer_payments_repeated_total");
    double bad = value("fraud_producer_rejected_total{code=\"bad_value\"}");
    double unreadable = value("fraud_producer_rejected_total{code=\"unreadable\"}");
    double limited = value("fraud_producer_polls_total{outcome=\"rate_limited\"}");

    // When
    SCRIPT.add(
        response(
            200,
            rows(
                "[42,1.20,\"one\",1730133730257],[42,\"lots\",\"bad\",1730133730257],"
                    + "[42,1.30,\"two\",1730133730257],[42,1.20,\"one\",1730133730257]")));
    SCRIPT.add(response(200, "<html>502 Bad Gateway</html>"));
    SCRIPT.add(response(429, "{\"error\":\"Rate limit exceeded: 5 per 1 minute\"}"));

    // Then
    awaitValue("fraud_producer_payments_sent_total", sent + 2);
    awaitValue("fraud_producer_rejected_total{code=\"bad_value\"}", bad + 1);
    awaitValue("fraud_producer_rejected_total{code=\"unreadable\"}", unreadable + 1);
    awaitValue("fraud_producer_polls_total{outcome=\"rate_limited\"}", limited + 1);
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(() -> value("fraud_producer_payments_repeated_total") > repeated + 1);
    double answers = value("fraud_producer_answers_fetched_total");
    assertThat(value("fraud_producer_polls_total{outcome=\"answered\"}"))
        .isGreaterThanOrEqualTo(answers);
    assertThat(value("fraud_producer_api_request_duration_seconds_count")).isGreaterThan(answers);
    assertThat(value("fraud_producer_journal_append_duration_seconds_sum")).isPositive();
    assertThat(value("fraud_producer_fetched_bytes_total")).isGreaterThan(answers);
    assertThat(value("fraud_producer_delivery_latency_seconds_count")).isPositive();
    assertThat(value("fraud_producer_last_answer_timestamp_seconds"))
        .isCloseTo(
            System.currentTimeMillis() / 1e3, within((double) DEFINITELY_TOO_SLOW.toSeconds()));
    assertThat(value("fraud_producer_journal_bytes")).isPositive();
    assertThat(value("fraud_producer_journal_free_bytes")).isGreaterThan(1 << 20);
    assertThat(value("fraud_producer_kafka_sessions_total")).isPositive();
  }

  @Test
  void whileKafkaIsAwayTheBacklogGrowsAndReadinessSaysWhy() {
    // Given
    awaitThePaymentThatComesAgain();
    double sent = value("fraud_producer_payments_sent_total");
    int served = SERVED.get();
    news = true;

    // When
    kafka.inflict(PartFault.AWAY);
    try {
      // Then
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                assertThat(telemetry.missing()).containsOnlyKeys("kafka");
                assertThat(telemetry.missing().get("kafka"))
                    .isEqualTo(
                        "Kafka at %s: it is not there, or does not answer in time"
                            .formatted(kafka.address()));
                assertThat(value("fraud_dependency_up{dependency=\"kafka\"}")).isZero();
                assertThat(value("fraud_producer_backlog_answers")).isGreaterThan(5);
                assertThat(value("fraud_producer_backlog_seconds")).isGreaterThan(1);
              });
      assertThat(telemetry.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      kafka.heal();
      news = false;
    }
    awaitReady();
    // Until no more news are on their way.
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(() -> value("fraud_producer_payments_sent_total") == sent + SERVED.get() - served);
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> value("fraud_producer_backlog_answers") <= 2);
  }

  @Test
  void aBrokenApiIsMissingUntilItAnswers() {
    // Given
    double failed = value("fraud_producer_polls_total{outcome=\"status_5xx\"}");

    // When
    broken = true;
    try {
      // Then
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> assertThat(telemetry.missing()).containsEntry("payments_api", "status 503"));
      assertThat(value("fraud_producer_polls_total{outcome=\"status_5xx\"}")).isGreaterThan(failed);
      assertThat(telemetry.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      broken = false;
    }
    awaitReady();
  }

  @Test
  void aPortThatIsTakenIsAMistakeOfTheSettingsAndNothingIsTouched() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path untouched = folder.resolve("untouched");
      Map<String, String> other = new HashMap<>(environment);
      other.put("PRODUCER_JOURNAL", untouched.toString());
      other.put("METRICS_PORT", Integer.toString(taken.getLocalPort()));

      // Then
      assertThatThrownBy(
              () ->
                  Producer.run(ProducerConfig.from(new Options(Map.of(), other)), new StopSignal()))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
      assertThat(untouched).doesNotExist();
    }
  }

  /** It counts once, whenever that is. */
  private static void awaitThePaymentThatComesAgain() {
    await("the payment that comes again and again")
        .atMost(DEFINITELY_TOO_SLOW)
        .until(() -> value("fraud_producer_payments_sent_total") >= 1);
  }

  private static void awaitReady() {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () -> {
              assertThat(producer.status()).isEmpty();
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
