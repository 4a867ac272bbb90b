package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionGroup;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.DaemonConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** The options of the producer, and their values for one run. Immutable. */
final class ProducerConfig extends DaemonConfig {
  private static final OptionGroup OPTIONS = new OptionGroup(KafkaOptions.ALL);

  static final Option<URI> API_URL =
      OPTIONS.option(
          "--api-url",
          "PAYMENTS_API_URL",
          "https://real-time-payments-api.herokuapp.com/current-transactions",
          OptionRules.httpUrl(),
          "The payments API.");

  static final Option<Duration> POLL_INTERVAL =
      OPTIONS.option(
          "--poll-interval",
          "POLL_INTERVAL",
          "15s",
          OptionRules.duration(Duration.ofMillis(1), Duration.ofHours(24)),
          "Time from one call of the API to the next.");

  static final Option<Duration> API_TIMEOUT =
      OPTIONS.option(
          "--api-timeout",
          "API_TIMEOUT",
          "90s",
          OptionRules.duration(Duration.ofMillis(1), Duration.ofHours(1)),
          "Longest time for one whole answer of the API.");

  static final Option<Long> API_MAX_BODY =
      OPTIONS.option(
          "--api-max-body",
          "API_MAX_BODY",
          "4MiB",
          OptionRules.size(1, 64 << 20),
          "Largest answer of the API that is taken.");

  static final Option<Path> JOURNAL =
      OPTIONS.option(
          "--journal",
          "PRODUCER_JOURNAL",
          "producer-journal",
          OptionRules.path(),
          "Folder that holds what Kafka has not acknowledged yet; one for each producer.");

  /** All that the producer reads, in the order of {@code --help}. */
  static final List<Option<?>> ALL = OPTIONS.allWith(MetricsOptions.ALL);

  private ProducerConfig(Options options) {
    super(options, ALL, EnumSet.of(KafkaClientKind.PRODUCER, KafkaClientKind.ADMIN));
  }

  /**
   * Reads and checks all options.
   *
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with all mistakes at once
   */
  static ProducerConfig from(Options options) {
    return new ProducerConfig(options);
  }

  /** For the log: without the URL's query, which may hold a key. */
  @Override
  public String toString() {
    return "api=%s every %s, Kafka=%s, topic=%s, journal=%s"
        .formatted(
            LogText.url(get(API_URL)),
            OptionRules.spelled(get(POLL_INTERVAL)),
            kafka().bootstrapServers(),
            get(KafkaOptions.TOPIC_1),
            get(JOURNAL).toAbsolutePath());
  }
}
