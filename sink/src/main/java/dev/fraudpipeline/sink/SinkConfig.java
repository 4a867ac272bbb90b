package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionGroup;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.OptionValues;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import dev.fraudpipeline.sink.database.DatabaseOptions;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.TableName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The options of the sink, and their values for one run. Immutable. */
final class SinkConfig {
  private static final OptionGroup OPTIONS = new OptionGroup(KafkaOptions.ALL, DatabaseOptions.ALL);

  static final Option<TableName> TABLE =
      OPTIONS.add(
          Option.of(
                  "--table",
                  "SINK_TABLE",
                  TableName.rule(),
                  "Table, also as schema.table; case counts. Created where it is missing.")
              .orElse("transactions"));

  static final Option<Integer> BATCH_SIZE =
      OPTIONS.add(
          Option.of(
                  "--batch-size",
                  "SINK_BATCH_SIZE",
                  OptionRules.integer(1, 50_000),
                  "Payments in one database transaction, at most.")
              .orElse("5000"));

  static final Option<Duration> BATCH_WAIT =
      OPTIONS.add(
          Option.of(
                  "--batch-wait",
                  "SINK_BATCH_WAIT",
                  OptionRules.duration(Duration.ZERO, Duration.ofMinutes(1)),
                  "How long a payment waits for others to share its transaction.")
              .orElse("200ms"));

  static final Option<String> GROUP =
      OPTIONS.add(
          Option.of("--group", "SINK_GROUP", OptionRules.id(), "Kafka consumer group.")
              .orElse("sink"));

  /** All that the sink obeys, in the order of {@code --help}. */
  static final List<Option<?>> ALL = OPTIONS.allWith(MetricsOptions.ALL);

  private final KafkaClientConfig kafka;
  private final OptionValues values;
  private final DatabaseUrl database;
  private final Optional<MetricsOptions> metrics;

  private SinkConfig(Options options) {
    kafka = KafkaClientConfig.read(options, EnumSet.allOf(KafkaClientKind.class));
    values = options.values(ALL);
    database = DatabaseOptions.read(options);
    metrics = MetricsOptions.read(options);
    KafkaOptions.requireTwoTopics(options);
    options.throwIfInvalid();
  }

  /**
   * Reads and checks all options.
   *
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with all mistakes at once
   */
  static SinkConfig from(Options options) {
    return new SinkConfig(options);
  }

  /** The options of a command: its own, and where the table is. */
  static List<Option<?>> ofCommand(List<Option<?>> own) {
    return new OptionGroup(own, DatabaseOptions.ALL).allWith(List.of(TABLE));
  }

  /** The value of one of {@link #ALL}. */
  <T> T get(Option<T> option) {
    return values.get(option);
  }

  KafkaClientConfig kafka() {
    return kafka;
  }

  /** Where the database is, with the log-in that counts. */
  DatabaseUrl database() {
    return database;
  }

  Optional<MetricsOptions> metrics() {
    return metrics;
  }

  /** For the log: without secrets. */
  @Override
  public String toString() {
    return "brokers=%s topic=%s partitions=%s group=%s database=%s table=%s batch_size=%s batch_wait=%s"
        .formatted(
            kafka.bootstrapServers(),
            get(KafkaOptions.TOPIC_2),
            get(KafkaOptions.TOPIC_PARTITIONS),
            get(GROUP),
            database,
            get(TABLE),
            get(BATCH_SIZE),
            OptionRules.spelled(get(BATCH_WAIT)));
  }
}
