package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.kafka.KafkaSettings;
import dev.fraudpipeline.common.metrics.MetricsSettings;
import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The settings of the producer. */
final class ProducerSettings {
  static final Setting<URI> API_URL =
      Setting.of("--api-url", "PAYMENTS_API_URL", Rules.httpUrl(), "The payments API.")
          .orElse("https://real-time-payments-api.herokuapp.com/current-transactions");

  static final Setting<Duration> POLL_INTERVAL =
      Setting.of(
              "--poll-interval",
              "POLL_INTERVAL",
              Rules.duration(Duration.ofMillis(1), Duration.ofHours(24)),
              "Time from one call of the API to the next.")
          .orElse("15s");

  static final Setting<Duration> API_TIMEOUT =
      Setting.of(
              "--api-timeout",
              "API_TIMEOUT",
              Rules.duration(Duration.ofMillis(1), Duration.ofHours(1)),
              "Longest time for one whole answer of the API.")
          .orElse("90s");

  static final Setting<Long> API_MAX_BODY =
      Setting.of(
              "--api-max-body",
              "API_MAX_BODY",
              Rules.size(1, 64 << 20),
              "Largest answer of the API that is taken.")
          .orElse("4MiB");

  static final Setting<Path> JOURNAL =
      Setting.of(
              "--journal",
              "PRODUCER_JOURNAL",
              Rules.path(),
              "Folder that holds what Kafka has not acknowledged yet; one for each producer.")
          .orElse("producer-journal");

  /** All that the producer reads, in the order of {@code --help}. */
  static final List<Setting<?>> ALL =
      List.of(
          KafkaSettings.CONFIG,
          KafkaSettings.TOPIC_1,
          KafkaSettings.TOPIC_2,
          KafkaSettings.TOPIC_PARTITIONS,
          API_URL,
          POLL_INTERVAL,
          API_TIMEOUT,
          API_MAX_BODY,
          JOURNAL,
          MetricsSettings.PORT,
          MetricsSettings.HOST,
          KafkaSettings.SASL_USERNAME,
          KafkaSettings.SASL_PASSWORD);

  private ProducerSettings() {}
}
