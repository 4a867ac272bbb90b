package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.config.OptionRules;
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
import java.util.Optional;

/**
 * What the sink is told to do, checked whole. {@code toString()} holds no secret.
 *
 * @param topic the one that is drained
 * @param partitions of a topic that is missing and created
 * @param batchSize payments in one database transaction, at most
 * @param batchWait how long a payment waits for others to share its transaction
 */
public record SinkConfig(
    KafkaClientConfig kafka,
    String topic,
    int partitions,
    DatabaseUrl database,
    TableName table,
    int batchSize,
    Duration batchWait,
    String group,
    Optional<MetricsOptions> metrics) {

  /**
   * Reads all settings.
   *
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with every mistake
   */
  public static SinkConfig from(Options settings) {
    KafkaClientConfig kafka =
        KafkaClientConfig.read(
            settings,
            EnumSet.of(KafkaClientKind.ADMIN, KafkaClientKind.CONSUMER, KafkaClientKind.PRODUCER));
    String topic = settings.get(KafkaOptions.TOPIC_2);
    Integer partitions = settings.get(KafkaOptions.TOPIC_PARTITIONS);
    DatabaseUrl url = DatabaseOptions.read(settings);
    TableName table = settings.get(SinkSettings.TABLE);
    Integer batchSize = settings.get(SinkSettings.BATCH_SIZE);
    Duration batchWait = settings.get(SinkSettings.BATCH_WAIT);
    String group = settings.get(SinkSettings.GROUP);
    Optional<MetricsOptions> metrics = MetricsOptions.read(settings);
    KafkaOptions.requireTwoTopics(settings);
    settings.throwIfInvalid();
    return new SinkConfig(
        kafka, topic, partitions, url, table, batchSize, batchWait, group, metrics);
  }

  /** The configuration in effect, for the log; secrets are not in it. */
  String inEffect() {
    return "brokers=%s topic=%s partitions=%d group=%s database=%s table=%s batch_size=%d batch_wait=%s"
        .formatted(
            kafka.bootstrapServers(),
            topic,
            partitions,
            group,
            database,
            table,
            batchSize,
            OptionRules.spelled(batchWait));
  }
}
