package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionGroup;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import java.nio.file.Path;
import java.util.List;

/** The settings that every daemon has. */
public final class KafkaOptions {
  private static final OptionGroup OPTIONS = new OptionGroup();

  public static final Option<Path> CONFIG =
      OPTIONS.option(
          "--config",
          "KAFKA_CONFIG",
          "client.properties",
          OptionRules.path(),
          "File of Kafka client properties.");

  public static final Option<String> TOPIC_1 =
      OPTIONS.option(
          "--topic-1",
          "TOPIC_1",
          "topic_1",
          OptionRules.topic(),
          "Topic of payments to be scored.");

  public static final Option<String> TOPIC_2 =
      OPTIONS.option(
          "--topic-2", "TOPIC_2", "topic_2", OptionRules.topic(), "Topic of scored payments.");

  public static final Option<Integer> TOPIC_PARTITIONS =
      OPTIONS.option(
          "--topic-partitions",
          "TOPIC_PARTITIONS",
          "6",
          OptionRules.integer(1, 1_000),
          "Partitions of a topic that is missing and created.");

  public static final Option<String> SASL_USERNAME =
      OPTIONS.add(
          Option.secret(
              "SASL_USERNAME",
              OptionRules.text(),
              "Kafka user, needed where security.protocol is SASL_*."));

  public static final Option<String> SASL_PASSWORD =
      OPTIONS.add(
          Option.secret(
              "SASL_PASSWORD",
              OptionRules.text(),
              "Kafka password, needed where security.protocol is SASL_*."));

  /** All of them. */
  public static final List<Option<?>> ALL = OPTIONS.allWith(List.of());

  private KafkaOptions() {}

  /** Notes a problem where both topics are one: a daemon would read what it writes. */
  public static void requireTwoTopics(Options options) {
    String topic1 = options.get(TOPIC_1);
    if (topic1 != null && topic1.equals(options.find(TOPIC_2).orElse(null))) {
      options.problem(TOPIC_2.label() + " must be another topic than TOPIC_1, " + topic1);
    }
  }
}
