package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionGroup;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.DaemonConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import dev.fraudpipeline.sink.database.DatabaseOptions;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.TableName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** The options of the sink, and their values for one run. Immutable. */
final class SinkConfig extends DaemonConfig {
  private static final OptionGroup OPTIONS = new OptionGroup(KafkaOptions.ALL, DatabaseOptions.ALL);

  static final Option<TableName> TABLE =
      OPTIONS.option(
          "--table",
          "SINK_TABLE",
          "transactions",
          TableName.rule(),
          "Table, also as schema.table; case counts. Created where it is missing.");

  static final Option<Integer> BATCH_SIZE =
      OPTIONS.option(
          "--batch-size",
          "SINK_BATCH_SIZE",
          "5000",
          OptionRules.integer(1, 50_000),
          "Payments in one database transaction, at most.");

  static final Option<Duration> BATCH_WAIT =
      OPTIONS.option(
          "--batch-wait",
          "SINK_BATCH_WAIT",
          "200ms",
          OptionRules.duration(Duration.ZERO, Duration.ofMinutes(1)),
          "How long a payment waits for others to share its transaction.");

  static final Option<String> GROUP =
      OPTIONS.option("--group", "SINK_GROUP", "sink", OptionRules.id(), "Kafka consumer group.");

  /** All that the sink obeys, in the order of {@code --help}. */
  static final List<Option<?>> ALL = OPTIONS.allWith(MetricsOptions.ALL);

  private final DatabaseUrl database;

  private SinkConfig(Options options, DatabaseUrl database) {
    super(options, ALL, EnumSet.allOf(KafkaClientKind.class));
    this.database = database;
  }

  /**
   * Reads and checks all options.
   *
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with all mistakes at once
   */
  static SinkConfig from(Options options) {
    return new SinkConfig(options, DatabaseOptions.read(options));
  }

  /** The options of a command: its own, and where the table is. */
  static List<Option<?>> ofCommand(List<Option<?>> own) {
    return new OptionGroup(own, DatabaseOptions.ALL).allWith(List.of(TABLE));
  }

  /** Where the database is, with the log-in that counts. */
  DatabaseUrl database() {
    return database;
  }

  /** For the log: without secrets. */
  @Override
  public String toString() {
    return "brokers=%s topic=%s partitions=%s group=%s database=%s table=%s batch_size=%s batch_wait=%s"
        .formatted(
            kafka().bootstrapServers(),
            get(KafkaOptions.TOPIC_2),
            get(KafkaOptions.TOPIC_PARTITIONS),
            get(GROUP),
            database,
            get(TABLE),
            get(BATCH_SIZE),
            OptionRules.spelled(get(BATCH_WAIT)));
  }
}
