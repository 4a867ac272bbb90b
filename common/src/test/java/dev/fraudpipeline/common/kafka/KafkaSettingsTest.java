package dev.fraudpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.settings.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

  @Test
  void namesAndDefaultsAreFixed() {
    List<Setting<?>> settings =
        List.of(
            KafkaSettings.CONFIG,
            KafkaSettings.TOPIC_1,
            KafkaSettings.TOPIC_2,
            KafkaSettings.TOPIC_PARTITIONS,
            KafkaSettings.SASL_USERNAME,
            KafkaSettings.SASL_PASSWORD);

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
