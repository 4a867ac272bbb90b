package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import dev.fraudpipeline.sink.database.DatabaseOptions;
import dev.fraudpipeline.sink.table.TableName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The settings of the sink. */
public final class SinkSettings {
  static final Option<TableName> TABLE =
      Option.of(
              "--table",
              "SINK_TABLE",
              TableName.rule(),
              "Table, also as schema.table; case counts. Created where it is missing.")
          .orElse("transactions");

  static final Option<Integer> BATCH_SIZE =
      Option.of(
              "--batch-size",
              "SINK_BATCH_SIZE",
              OptionRules.integer(1, 50_000),
              "Payments in one database transaction, at most.")
          .orElse("5000");

  static final Option<Duration> BATCH_WAIT =
      Option.of(
              "--batch-wait",
              "SINK_BATCH_WAIT",
              OptionRules.duration(Duration.ZERO, Duration.ofMinutes(1)),
              "How long a payment waits for others to share its transaction.")
          .orElse("200ms");

  public static final Option<String> GROUP =
      Option.of("--group", "SINK_GROUP", OptionRules.id(), "Kafka consumer group.").orElse("sink");

  /** All that the sink obeys, in the order of {@code --help}. */
  public static final List<Option<?>> ALL =
      List.of(
          KafkaOptions.CONFIG,
          KafkaOptions.TOPIC_1,
          KafkaOptions.TOPIC_2,
          KafkaOptions.TOPIC_PARTITIONS,
          DatabaseOptions.URL,
          TABLE,
          BATCH_SIZE,
          BATCH_WAIT,
          GROUP,
          MetricsOptions.PORT,
          MetricsOptions.HOST,
          KafkaOptions.SASL_USERNAME,
          KafkaOptions.SASL_PASSWORD,
          DatabaseOptions.USER,
          DatabaseOptions.PASSWORD);

  /** What a command reads: its own, and where the table is. */
  static List<Option<?>> ofCommand(List<Option<?>> own) {
    return Stream.concat(
            own.stream(),
            Stream.<Option<?>>of(
                DatabaseOptions.URL, TABLE, DatabaseOptions.USER, DatabaseOptions.PASSWORD))
        .toList();
  }

  private SinkSettings() {}
}
