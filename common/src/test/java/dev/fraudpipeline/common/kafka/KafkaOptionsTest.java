package dev.fraudpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.config.Option;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaOptionsTest {

  @Test
  void namesAndDefaultsAreFixed() {
    List<Option<?>> settings =
        List.of(
            KafkaOptions.CONFIG,
            KafkaOptions.TOPIC_1,
            KafkaOptions.TOPIC_2,
            KafkaOptions.TOPIC_PARTITIONS,
            KafkaOptions.SASL_USERNAME,
            KafkaOptions.SASL_PASSWORD);

    assertThat(settings)
        .extracting(setting -> setting.label() + " " + setting.defaultText().orElse("none"))
        .containsExactly(
            "KAFKA_CONFIG (--config) client.properties",
            "TOPIC_1 (--topic-1) topic_1",
            "TOPIC_2 (--topic-2) topic_2",
            "TOPIC_PARTITIONS (--topic-partitions) 6",
            "SASL_USERNAME none",
            "SASL_PASSWORD none");
  }
}
