package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import java.nio.file.Path;
import java.util.List;

/** The settings that every daemon has. */
public final class KafkaOptions {
  public static final Option<Path> CONFIG =
      Option.of("--config", "KAFKA_CONFIG", OptionRules.path(), "File of Kafka client properties.")
          .orElse("client.properties");

  public static final Option<String> TOPIC_1 =
      Option.of("--topic-1", "TOPIC_1", OptionRules.topic(), "Topic of payments to be scored.")
          .orElse("topic_1");

  public static final Option<String> TOPIC_2 =
      Option.of("--topic-2", "TOPIC_2", OptionRules.topic(), "Topic of scored payments.")
          .orElse("topic_2");

  public static final Option<Integer> TOPIC_PARTITIONS =
      Option.of(
              "--topic-partitions",
              "TOPIC_PARTITIONS",
              OptionRules.integer(1, 1_000),
              "Partitions of a topic that is missing and created.")
          .orElse("6");

  public static final Option<String> SASL_USERNAME =
      Option.secret(
          "SASL_USERNAME",
          OptionRules.text(),
          "Kafka user, needed where security.protocol is SASL_*.");

  public static final Option<String> SASL_PASSWORD =
      Option.secret(
          "SASL_PASSWORD",
          OptionRules.text(),
          "Kafka password, needed where security.protocol is SASL_*.");

  /** All of them. */
  public static final List<Option<?>> ALL =
      List.of(CONFIG, TOPIC_1, TOPIC_2, TOPIC_PARTITIONS, SASL_USERNAME, SASL_PASSWORD);

  private KafkaOptions() {}

  /** Notes a problem where both topics are one: a daemon would read what it writes. */
  public static void requireTwoTopics(Options settings) {
    String topic1 = settings.get(TOPIC_1);
    if (topic1 != null && topic1.equals(settings.find(TOPIC_2).orElse(null))) {
      settings.problem(TOPIC_2.label() + " must be another topic than TOPIC_1, " + topic1);
    }
  }
}
