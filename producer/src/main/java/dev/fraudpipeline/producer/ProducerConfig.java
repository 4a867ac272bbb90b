package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.kafka.ClientKind;
import dev.fraudpipeline.common.kafka.ClientProperties;
import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.metrics.MetricsSettings;
import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

/**
 * What the producer is told.
 *
 * @param maxBody of an answer, in bytes
 * @param journal the folder that holds what Kafka has not acknowledged yet
 */
record ProducerConfig(
    ClientProperties kafka,
    String topic1,
    int topicPartitions,
    URI apiUrl,
    Duration pollInterval,
    Duration apiTimeout,
    long maxBody,
    Path journal,
    Optional<MetricsSettings> metrics) {

  /**
   * @throws dev.fraudpipeline.common.settings.InvalidSettingsException with all mistakes at once
   */
  static ProducerConfig from(Settings settings) {
    ClientProperties kafka =
        ClientProperties.read(settings, EnumSet.of(ClientKind.PRODUCER, ClientKind.ADMIN));
    String topic1 = settings.get(KafkaSettings.TOPIC_1);
    Integer topicPartitions = settings.get(KafkaSettings.TOPIC_PARTITIONS);
    URI apiUrl = settings.get(ProducerSettings.API_URL);
    Duration pollInterval = settings.get(ProducerSettings.POLL_INTERVAL);
    Duration apiTimeout = settings.get(ProducerSettings.API_TIMEOUT);
    Long maxBody = settings.get(ProducerSettings.API_MAX_BODY);
    Path journal = settings.get(ProducerSettings.JOURNAL);
    Optional<MetricsSettings> metrics = MetricsSettings.read(settings);
    KafkaSettings.requireTwoTopics(settings);
    settings.throwIfInvalid();
    return new ProducerConfig(
        kafka,
        topic1,
        topicPartitions,
        apiUrl,
        pollInterval,
        apiTimeout,
        maxBody,
        journal,
        metrics);
  }

  /** For the log: without the URL's query, which may hold a key. */
  @Override
  public String toString() {
    return "api="
        + LogText.url(apiUrl)
        + " every "
        + Rules.spelled(pollInterval)
        + ", Kafka="
        + kafka.bootstrapServers()
        + ", topic="
        + topic1
        + ", journal="
        + journal.toAbsolutePath();
  }
}
