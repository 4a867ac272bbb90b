package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
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
public record ProducerConfig(
    KafkaClientConfig kafka,
    String topic1,
    int topicPartitions,
    URI apiUrl,
    Duration pollInterval,
    Duration apiTimeout,
    long maxBody,
    Path journal,
    Optional<MetricsOptions> metrics) {

  /**
   * Reads all settings.
   *
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with all mistakes at once
   */
  public static ProducerConfig from(Options settings) {
    KafkaClientConfig kafka =
        KafkaClientConfig.read(
            settings, EnumSet.of(KafkaClientKind.PRODUCER, KafkaClientKind.ADMIN));
    String topic1 = settings.get(KafkaOptions.TOPIC_1);
    Integer topicPartitions = settings.get(KafkaOptions.TOPIC_PARTITIONS);
    URI apiUrl = settings.get(ProducerSettings.API_URL);
    Duration pollInterval = settings.get(ProducerSettings.POLL_INTERVAL);
    Duration apiTimeout = settings.get(ProducerSettings.API_TIMEOUT);
    Long maxBody = settings.get(ProducerSettings.API_MAX_BODY);
    Path journal = settings.get(ProducerSettings.JOURNAL);
    Optional<MetricsOptions> metrics = MetricsOptions.read(settings);
    KafkaOptions.requireTwoTopics(settings);
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
        + OptionRules.spelled(pollInterval)
        + ", Kafka="
        + kafka.bootstrapServers()
        + ", topic="
        + topic1
        + ", journal="
        + journal.toAbsolutePath();
  }
}
