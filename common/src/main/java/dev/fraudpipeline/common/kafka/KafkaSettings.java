package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Setting;
import dev.fraudpipeline.common.settings.Settings;
import java.nio.file.Path;

/** The settings that every daemon has. */
public final class KafkaSettings {
  public static final Setting<Path> CONFIG =
      Setting.of("--config", "KAFKA_CONFIG", Rules.path(), "File of Kafka client properties.")
          .orElse("client.properties");

  public static final Setting<String> TOPIC_1 =
      Setting.of("--topic-1", "TOPIC_1", Rules.topic(), "Topic of payments to be scored.")
          .orElse("topic_1");

  public static final Setting<String> TOPIC_2 =
      Setting.of("--topic-2", "TOPIC_2", Rules.topic(), "Topic of scored payments.")
          .orElse("topic_2");

  public static final Setting<Integer> TOPIC_PARTITIONS =
      Setting.of(
              "--topic-partitions",
              "TOPIC_PARTITIONS",
              Rules.integer(1, 1_000),
              "Partitions of a topic that is missing and created.")
          .orElse("6");

  public static final Setting<String> SASL_USERNAME =
      Setting.secret(
          "SASL_USERNAME", Rules.text(), "Kafka user, needed where security.protocol is SASL_*.");

  public static final Setting<String> SASL_PASSWORD =
      Setting.secret(
          "SASL_PASSWORD",
          Rules.text(),
          "Kafka password, needed where security.protocol is SASL_*.");

  private KafkaSettings() {}

  /** Notes a problem where both topics are one: a daemon would read what it writes. */
  public static void requireTwoTopics(Settings settings) {
    String topic1 = settings.get(TOPIC_1);
    if (topic1 != null && topic1.equals(settings.find(TOPIC_2).orElse(null))) {
      settings.problem(TOPIC_2.label() + " must be another topic than TOPIC_1, " + topic1);
    }
  }
}
