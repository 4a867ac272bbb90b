package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The settings of the producer. */
public final class ProducerSettings {
  static final Option<URI> API_URL =
      Option.of("--api-url", "PAYMENTS_API_URL", OptionRules.httpUrl(), "The payments API.")
          .orElse("https://real-time-payments-api.herokuapp.com/current-transactions");

  static final Option<Duration> POLL_INTERVAL =
      Option.of(
              "--poll-interval",
              "POLL_INTERVAL",
              OptionRules.duration(Duration.ofMillis(1), Duration.ofHours(24)),
              "Time from one call of the API to the next.")
          .orElse("15s");

  static final Option<Duration> API_TIMEOUT =
      Option.of(
              "--api-timeout",
              "API_TIMEOUT",
              OptionRules.duration(Duration.ofMillis(1), Duration.ofHours(1)),
              "Longest time for one whole answer of the API.")
          .orElse("90s");

  static final Option<Long> API_MAX_BODY =
      Option.of(
              "--api-max-body",
              "API_MAX_BODY",
              OptionRules.size(1, 64 << 20),
              "Largest answer of the API that is taken.")
          .orElse("4MiB");

  public static final Option<Path> JOURNAL =
      Option.of(
              "--journal",
              "PRODUCER_JOURNAL",
              OptionRules.path(),
              "Folder that holds what Kafka has not acknowledged yet; one for each producer.")
          .orElse("producer-journal");

  /** All that the producer reads, in the order of {@code --help}. */
  public static final List<Option<?>> ALL =
      List.of(
          KafkaOptions.CONFIG,
          KafkaOptions.TOPIC_1,
          KafkaOptions.TOPIC_2,
          KafkaOptions.TOPIC_PARTITIONS,
          API_URL,
          POLL_INTERVAL,
          API_TIMEOUT,
          API_MAX_BODY,
          JOURNAL,
          MetricsOptions.PORT,
          MetricsOptions.HOST,
          KafkaOptions.SASL_USERNAME,
          KafkaOptions.SASL_PASSWORD);

  private ProducerSettings() {}
}
