package dev.fraudpipeline.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.settings.InvalidSettingsException;
import dev.fraudpipeline.common.settings.Settings;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final MetricsSettings ANY_PORT = new MetricsSettings("127.0.0.1", 0);

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
  void readinessNamesWhatIsMissingWhileTheDaemonIsAlive() throws Exception {
    // Given
    Health.Dependency kafka = health.dependency("kafka");
    Health.Dependency database = health.dependency("database");
    kafka.isUp();

    // When
    HttpResponse<String> early = get("/health/ready");
    database.isDown("connection refused");
    HttpResponse<String> away = get("/health/ready");
    HttpResponse<String> live = get("/health/live");
    database.isUp();
    HttpResponse<String> ready = get("/health/ready");

    // Then
    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.body()).isEqualTo("database is missing: not reached yet\n");
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.body()).isEqualTo("database is missing: connection refused\n");
    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("ready\n");
  }

  @Test
  void aPortThatIsTakenIsAMistakeOfTheSettings() {
    MetricsSettings taken = new MetricsSettings("127.0.0.1", server.port());

    assertThatThrownBy(() -> MetricsServer.start(taken, new PrometheusRegistry(), health))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("METRICS_PORT")
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  @Test
  void withoutAPortNothingIsToBeServed() {
    assertThat(MetricsSettings.read(new Settings(Map.of(), Map.of()))).isEmpty();
    assertThat(MetricsSettings.read(new Settings(Map.of(), Map.of("METRICS_PORT", "9404"))))
        .hasValue(new MetricsSettings("127.0.0.1", 9404));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
