package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.Options;
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

    assertThat(config.topic1()).isEqualTo("topic_1");
    assertThat(config.topic2()).isEqualTo("topic_2");
    assertThat(config.topicPartitions()).isEqualTo(6);
    assertThat(config.endpoints()).containsExactly(URI.create("http://localhost:5000/invocations"));
    assertThat(config.modelName()).isEmpty();
    assertThat(config.modelToken()).isEmpty();
    assertThat(config.modelTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.batchSize()).isEqualTo(new BatchSize(false, 500));
    assertThat(config.batchMax()).isEqualTo(1_000);
    assertThat(config.batchWait()).isZero();
    assertThat(config.commitInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.modelConcurrency()).isEqualTo(4);
    assertThat(config.alarmWebhook()).isEmpty();
    assertThat(config.threshold()).isEqualTo(0.5);
    assertThat(config.group()).isEqualTo("predictor");
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

    assertThat(config.endpoints())
        .containsExactly(
            URI.create("http://a:1/invocations"),
            URI.create("https://b/invocations"),
            URI.create("http://c:3/custom"));
    assertThat(config.modelName()).contains("fraud-7");
    assertThat(config.modelTimeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.features()).hasToString("amt,category");
    assertThat(config.batchSize()).isEqualTo(new BatchSize(true, 50));
    assertThat(config.batchMax()).isEqualTo(20);
    assertThat(config.batchWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.commitInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.modelConcurrency()).isEqualTo(8);
    assertThat(config.alarmWebhook()).contains(URI.create("https://chat/hook-s3cret"));
    assertThat(config.threshold()).isEqualTo(0.9);
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
