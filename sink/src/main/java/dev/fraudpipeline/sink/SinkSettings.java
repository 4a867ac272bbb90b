package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.metrics.MetricsSettings;
import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Setting;
import dev.fraudpipeline.sink.database.DatabaseSettings;
import dev.fraudpipeline.sink.table.TableName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The settings of the sink. */
final class SinkSettings {
  static final Setting<TableName> TABLE =
      Setting.of(
              "--table",
              "SINK_TABLE",
              TableName.rule(),
              "Table, also as schema.table; case counts. Created where it is missing.")
          .orElse("transactions");

  static final Setting<Integer> BATCH_SIZE =
      Setting.of(
              "--batch-size",
              "SINK_BATCH_SIZE",
              Rules.integer(1, 50_000),
              "Payments in one database transaction, at most.")
          .orElse("5000");

  static final Setting<Duration> BATCH_WAIT =
      Setting.of(
              "--batch-wait",
              "SINK_BATCH_WAIT",
              Rules.duration(Duration.ZERO, Duration.ofMinutes(1)),
              "How long a payment waits for others to share its transaction.")
          .orElse("200ms");

  static final Setting<String> GROUP =
      Setting.of("--group", "SINK_GROUP", Rules.id(), "Kafka consumer group.").orElse("sink");

  /** All that the sink obeys, in the order of {@code --help}. */
  static final List<Setting<?>> ALL =
      List.of(
          KafkaSettings.CONFIG,
          KafkaSettings.TOPIC_1,
          KafkaSettings.TOPIC_2,
          KafkaSettings.TOPIC_PARTITIONS,
          DatabaseSettings.URL,
          TABLE,
          BATCH_SIZE,
          BATCH_WAIT,
          GROUP,
          MetricsSettings.PORT,
          MetricsSettings.HOST,
          KafkaSettings.SASL_USERNAME,
          KafkaSettings.SASL_PASSWORD,
          DatabaseSettings.USER,
          DatabaseSettings.PASSWORD);

  /** What a command reads: its own, and where the table is. */
  static List<Setting<?>> ofCommand(List<Setting<?>> own) {
    return Stream.concat(
            own.stream(),
            Stream.<Setting<?>>of(
                DatabaseSettings.URL, TABLE, DatabaseSettings.USER, DatabaseSettings.PASSWORD))
        .toList();
  }

  private SinkSettings() {}
}
