package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.predictor.score.BatchSize;
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

final class PredictorConfigTest {
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
    PredictorConfig config = config();

    assertThat(config.get(KafkaOptions.TOPIC_1)).isEqualTo("topic_1");
    assertThat(config.get(KafkaOptions.TOPIC_2)).isEqualTo("topic_2");
    assertThat(config.get(KafkaOptions.TOPIC_PARTITIONS)).isEqualTo(6);
    assertThat(config.get(PredictorConfig.MODEL_URL))
        .containsExactly(URI.create("http://localhost:5000/invocations"));
    assertThat(config.find(PredictorConfig.MODEL_NAME)).isEmpty();
    assertThat(config.find(PredictorConfig.MODEL_TOKEN)).isEmpty();
    assertThat(config.get(PredictorConfig.MODEL_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.get(PredictorConfig.BATCH_SIZE)).isEqualTo(new BatchSize(false, 500));
    assertThat(config.get(PredictorConfig.BATCH_MAX)).isEqualTo(1_000);
    assertThat(config.get(PredictorConfig.BATCH_WAIT)).isZero();
    assertThat(config.get(PredictorConfig.COMMIT_INTERVAL)).isEqualTo(Duration.ofMillis(100));
    assertThat(config.get(PredictorConfig.MODEL_CONCURRENCY)).isEqualTo(4);
    assertThat(config.find(PredictorConfig.ALARM_WEBHOOK_URL)).isEmpty();
    assertThat(config.get(PredictorConfig.FRAUD_THRESHOLD)).isEqualTo(0.5);
    assertThat(config.get(PredictorConfig.PREDICTOR_GROUP)).isEqualTo("predictor");
    assertThat(config.instance()).isEqualTo("this-host-1");
    assertThat(config.transactionalId()).isEqualTo("predictor-this-host-1");
  }

  @Test
  void everySettingHasItsVariable() {
    environment.put("MODEL_URL", "http://a:1, https://b/ ,http://c:3/custom");
    environment.put("MODEL_NAME", "fraud-7");
    environment.put("MODEL_TOKEN", "s3cret");
    environment.put("MODEL_TIMEOUT", "250ms");
    environment.put("MODEL_FEATURES", "amt,category");
    environment.put("BATCH_SIZE", "50%");
    environment.put("BATCH_MAX", "20");
    environment.put("BATCH_WAIT", "1s");
    environment.put("COMMIT_INTERVAL", "2s");
    environment.put("MODEL_CONCURRENCY", "8");
    environment.put("ALARM_WEBHOOK_URL", "https://chat/hook-s3cret");
    environment.put("FRAUD_THRESHOLD", "0.9");
    environment.put("PREDICTOR_GROUP", "g");
    environment.put("INSTANCE_ID", "i");

    PredictorConfig config = config();

    assertThat(config.get(PredictorConfig.MODEL_URL))
        .containsExactly(
            URI.create("http://a:1/invocations"),
            URI.create("https://b/invocations"),
            URI.create("http://c:3/custom"));
    assertThat(config.find(PredictorConfig.MODEL_NAME)).contains("fraud-7");
    assertThat(config.get(PredictorConfig.MODEL_TIMEOUT)).isEqualTo(Duration.ofMillis(250));
    assertThat(config.get(PredictorConfig.MODEL_FEATURES)).hasToString("amt,category");
    assertThat(config.get(PredictorConfig.BATCH_SIZE)).isEqualTo(new BatchSize(true, 50));
    assertThat(config.get(PredictorConfig.BATCH_MAX)).isEqualTo(20);
    assertThat(config.get(PredictorConfig.BATCH_WAIT)).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.get(PredictorConfig.COMMIT_INTERVAL)).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.get(PredictorConfig.MODEL_CONCURRENCY)).isEqualTo(8);
    assertThat(config.find(PredictorConfig.ALARM_WEBHOOK_URL))
        .contains(URI.create("https://chat/hook-s3cret"));
    assertThat(config.get(PredictorConfig.FRAUD_THRESHOLD)).isEqualTo(0.9);
    assertThat(config.transactionalId()).isEqualTo("g-i");
    assertThat(config.toString()).doesNotContain("s3cret");
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    environment.put("KAFKA_CONFIG", folder.resolve("none").toString());
    environment.put("MODEL_URL", "localhost:5000");
    environment.put("BATCH_SIZE", "lots");
    environment.put("FRAUD_THRESHOLD", "2");
    environment.put("TOPIC_2", "topic_1");

    assertThatThrownBy(this::config)
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(5)
                    .anyMatch(p -> p.startsWith("KAFKA_CONFIG (--config) must name a readable"))
                    .anyMatch(p -> p.startsWith("MODEL_URL (--model-url) must be an http://"))
                    .anyMatch(p -> p.endsWith("from 1% to 100%, but is \"lots\""))
                    .anyMatch(p -> p.startsWith("FRAUD_THRESHOLD (--threshold) must be a number"))
                    .anyMatch(p -> p.startsWith("TOPIC_2 (--topic-2) must be another topic")));
  }

  private PredictorConfig config() {
    return PredictorConfig.from(new Options(Map.of(), environment), "this-host-1");
  }
}
