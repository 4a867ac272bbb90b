package dev.fraudpipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProducerConfigTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void aConfigFile() throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "bootstrap.servers=localhost:9092\n");
    environment.put("KAFKA_CONFIG", file.toString());
  }

  @Test
  void namesAndDefaultsAreThoseThatUsersRelyOn() {
    ProducerConfig config = config();

    assertThat(config.get(KafkaOptions.TOPIC_1)).isEqualTo("topic_1");
    assertThat(config.get(KafkaOptions.TOPIC_PARTITIONS)).isEqualTo(6);
    assertThat(config.get(ProducerConfig.API_URL))
        .isEqualTo(URI.create("https://real-time-payments-api.herokuapp.com/current-transactions"));
    assertThat(config.get(ProducerConfig.POLL_INTERVAL)).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.get(ProducerConfig.API_TIMEOUT)).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.get(ProducerConfig.API_MAX_BODY)).isEqualTo(4 << 20);
    assertThat(config.get(ProducerConfig.JOURNAL)).isEqualTo(Path.of("producer-journal"));
  }

  @Test
  void everySettingHasItsVariable() {
    environment.put("TOPIC_1", "payments");
    environment.put("TOPIC_PARTITIONS", "3");
    environment.put("PAYMENTS_API_URL", "http://localhost:8000/current-transactions?key=s3cret");
    environment.put("POLL_INTERVAL", "250ms");
    environment.put("API_TIMEOUT", "2m");
    environment.put("API_MAX_BODY", "64KiB");
    environment.put("PRODUCER_JOURNAL", "/var/lib/producer");

    ProducerConfig config = config();

    assertThat(config.get(KafkaOptions.TOPIC_1)).isEqualTo("payments");
    assertThat(config.get(KafkaOptions.TOPIC_PARTITIONS)).isEqualTo(3);
    assertThat(config.get(ProducerConfig.POLL_INTERVAL)).isEqualTo(Duration.ofMillis(250));
    assertThat(config.get(ProducerConfig.API_TIMEOUT)).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.get(ProducerConfig.API_MAX_BODY)).isEqualTo(64 << 10);
    assertThat(config.get(ProducerConfig.JOURNAL)).isEqualTo(Path.of("/var/lib/producer"));
    assertThat(config.toString())
        .contains("http://localhost:8000/current-transactions every 250ms")
        .doesNotContain("s3cret");
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    environment.put("PAYMENTS_API_URL", "ftp://example.org");
    environment.put("POLL_INTERVAL", "15");
    environment.put("API_MAX_BODY", "4 MB");

    assertThatThrownBy(this::config)
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .anyMatch(p -> p.startsWith("PAYMENTS_API_URL (--api-url) must be an http"))
                    .anyMatch(p -> p.startsWith("POLL_INTERVAL (--poll-interval) must be a dur"))
                    .anyMatch(p -> p.startsWith("API_MAX_BODY (--api-max-body) must be a size")));
  }

  private ProducerConfig config() {
    return ProducerConfig.from(new Options(Map.of(), environment));
  }
}
