package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.kafka.ClientKind;
import dev.fraudpipeline.common.kafka.ClientProperties;
import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.metrics.MetricsSettings;
import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Settings;
import dev.fraudpipeline.sink.database.DatabaseSettings;
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
record SinkConfig(
    ClientProperties kafka,
    String topic,
    int partitions,
    DatabaseUrl database,
    TableName table,
    int batchSize,
    Duration batchWait,
    String group,
    Optional<MetricsSettings> metrics) {

  /**
   * Reads all settings.
   *
   * @throws dev.fraudpipeline.common.settings.InvalidSettingsException with every mistake
   */
  static SinkConfig from(Settings settings) {
    ClientProperties kafka =
        ClientProperties.read(
            settings, EnumSet.of(ClientKind.ADMIN, ClientKind.CONSUMER, ClientKind.PRODUCER));
    String topic = settings.get(KafkaSettings.TOPIC_2);
    Integer partitions = settings.get(KafkaSettings.TOPIC_PARTITIONS);
    DatabaseUrl url = DatabaseSettings.read(settings);
    TableName table = settings.get(SinkSettings.TABLE);
    Integer batchSize = settings.get(SinkSettings.BATCH_SIZE);
    Duration batchWait = settings.get(SinkSettings.BATCH_WAIT);
    String group = settings.get(SinkSettings.GROUP);
    Optional<MetricsSettings> metrics = MetricsSettings.read(settings);
    KafkaSettings.requireTwoTopics(settings);
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
            Rules.spelled(batchWait));
  }
}
