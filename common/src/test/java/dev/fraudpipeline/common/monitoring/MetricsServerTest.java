package dev.fraudpipeline.common.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final MetricsOptions ANY_PORT = new MetricsOptions("127.0.0.1", 0);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Health health = new Health(registry);
  private final MetricsServer server = MetricsServer.start(ANY_PORT, registry, health);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsCountedIsScrapedBesideTheJvmsOwnMetrics() throws Exception {
    // Given
    Counter counter = Counter.builder().name("fraud_alarms").help("Alarms.").register(registry);
    counter.inc(3);
    health.dependency("kafka").isUp();
    health.dependency("model").isDown("refused");

    // When
    HttpResponse<String> answer = get("/metrics");

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body().lines())
        .contains(
            "fraud_alarms_total 3.0",
            "fraud_dependency_up{dependency=\"kafka\"} 1.0",
            "fraud_dependency_up{dependency=\"model\"} 0.0")
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"}"));
  }

  @Test
  void readinessNamesWhatIsMissingAndSinceWhenWhileTheDaemonIsAlive() throws Exception {
    // Given
    health.dependency("kafka").isUp();
    AvailabilityListener database = health.dependency("database");

    // When
    HttpResponse<String> early = get("/health/ready");
    database.isDown("connection \"refused\"");
    HttpResponse<String> away = get("/health/ready");
    HttpResponse<String> live = get("/health/live");
    database.isUp();
    HttpResponse<String> ready = get("/health/ready");

    // Then
    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(withoutTimes(early))
        .isEqualTo(
            """
            {"status":"not ready","dependencies":[\
            {"name":"database","up":false,"since":"...","reason":"not reached yet"},\
            {"name":"kafka","up":true,"since":"..."}]}
            """);
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(withoutTimes(away))
        .contains("\"up\":false,\"since\":\"...\",\"reason\":\"connection \\\"refused\\\"\"");
    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(live.body()).isEqualTo("{\"status\":\"live\"}\n");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(withoutTimes(ready)).startsWith("{\"status\":\"ready\",").doesNotContain("reason");
  }

  @Test
  void aDaemonWithADeadLoopIsDead() throws Exception {
    // Given
    Thread thread = new Thread(() -> {}, "committer");
    health.mustLive(thread);
    HttpResponse<String> before = get("/health/live");
    thread.start();
    thread.join();

    // When
    HttpResponse<String> dead = get("/health/live");
    health.mayEnd(thread);
    HttpResponse<String> ended = get("/health/live");

    // Then
    assertThat(before.statusCode()).isEqualTo(200);
    assertThat(dead.statusCode()).isEqualTo(503);
    assertThat(dead.body())
        .isEqualTo(
            """
            {"status":"dead","loops":[{"name":"committer","reason":"its thread has ended"}]}
            """);
    assertThat(ended.statusCode()).isEqualTo(200);
  }

  @Test
  void onlyTheThreePathsAreServedAndOnlyToBeRead() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/health/liveness").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/").statusCode()).isEqualTo(404);
    assertThat(send(request("/metrics").DELETE().build()).statusCode()).isEqualTo(405);
    HttpResponse<String> head =
        send(request("/health/live").method("HEAD", BodyPublishers.noBody()).build());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void aPortThatIsTakenIsAMistakeOfTheSettings() {
    MetricsOptions taken = new MetricsOptions("127.0.0.1", server.address().getPort());

    assertThatThrownBy(() -> MetricsServer.start(taken, new PrometheusRegistry(), health))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("METRICS_PORT")
        .hasMessageContaining("127.0.0.1:" + server.address().getPort());
  }

  @Test
  void onlyThisMachineReachesItUnlessMetricsHostSaysOtherwise() {
    String port = Integer.toString(server.address().getPort());
    server.close();

    assertThat(boundTo(Map.of("METRICS_PORT", port)).isLoopbackAddress()).isTrue();
    assertThat(boundTo(Map.of("METRICS_PORT", port, "METRICS_HOST", "0.0.0.0")).isAnyLocalAddress())
        .isTrue();
  }

  private static InetAddress boundTo(Map<String, String> environment) {
    MetricsOptions where = MetricsOptions.read(new Options(Map.of(), environment)).orElseThrow();
    PrometheusRegistry registry = new PrometheusRegistry();
    try (MetricsServer started = MetricsServer.start(where, registry, new Health(registry))) {
      return started.address().getAddress();
    }
  }

  @Test
  void withoutAPortNothingIsToBeServed() {
    assertThat(MetricsOptions.read(new Options(Map.of(), Map.of()))).isEmpty();
    assertThat(MetricsOptions.read(new Options(Map.of(), Map.of("METRICS_PORT", "9404"))))
        .hasValue(new MetricsOptions("127.0.0.1", 9404));
  }

  private static String withoutTimes(HttpResponse<String> answer) {
    return answer.body().replaceAll("\"since\":\"[-0-9]{10}T[0-9:]{8}Z\"", "\"since\":\"...\"");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
