package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Setting;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.TableName;
import java.time.Duration;
import java.util.List;

/** The settings of the sink. */
final class SinkSettings {
  static final Setting<DatabaseUrl> DATABASE_URL =
      Setting.of(
              "--database-url",
              "DATABASE_URL",
              DatabaseUrl::parse,
              "The database: jdbc:postgresql://host:port/db or"
                  + " postgres://user:password@host:port/db. As an option without a password.")
          .notShown();

  static final Setting<String> DATABASE_USER =
      Setting.secret("DATABASE_USER", Rules.text(), "Database user. Default: the URL's.");

  static final Setting<String> DATABASE_PASSWORD =
      Setting.secret("DATABASE_PASSWORD", Rules.text(), "Database password. Default: the URL's.");

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
          DATABASE_URL,
          TABLE,
          BATCH_SIZE,
          BATCH_WAIT,
          GROUP,
          KafkaSettings.SASL_USERNAME,
          KafkaSettings.SASL_PASSWORD,
          DATABASE_USER,
          DATABASE_PASSWORD);

  private SinkSettings() {}
}
