package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionGroup;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.OptionValues;
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
import java.util.List;
import java.util.Optional;

/** The options of the producer, and their values for one run. Immutable. */
final class ProducerConfig {
  private static final OptionGroup OPTIONS = new OptionGroup(KafkaOptions.ALL);

  static final Option<URI> API_URL =
      OPTIONS.add(
          Option.of("--api-url", "PAYMENTS_API_URL", OptionRules.httpUrl(), "The payments API.")
              .orElse("https://real-time-payments-api.herokuapp.com/current-transactions"));

  static final Option<Duration> POLL_INTERVAL =
      OPTIONS.add(
          Option.of(
                  "--poll-interval",
                  "POLL_INTERVAL",
                  OptionRules.duration(Duration.ofMillis(1), Duration.ofHours(24)),
                  "Time from one call of the API to the next.")
              .orElse("15s"));

  static final Option<Duration> API_TIMEOUT =
      OPTIONS.add(
          Option.of(
                  "--api-timeout",
                  "API_TIMEOUT",
                  OptionRules.duration(Duration.ofMillis(1), Duration.ofHours(1)),
                  "Longest time for one whole answer of the API.")
              .orElse("90s"));

  static final Option<Long> API_MAX_BODY =
      OPTIONS.add(
          Option.of(
                  "--api-max-body",
                  "API_MAX_BODY",
                  OptionRules.size(1, 64 << 20),
                  "Largest answer of the API that is taken.")
              .orElse("4MiB"));

  static final Option<Path> JOURNAL =
      OPTIONS.add(
          Option.of(
                  "--journal",
                  "PRODUCER_JOURNAL",
                  OptionRules.path(),
                  "Folder that holds what Kafka has not acknowledged yet; one for each producer.")
              .orElse("producer-journal"));

  /** All that the producer reads, in the order of {@code --help}. */
  static final List<Option<?>> ALL = OPTIONS.allWith(MetricsOptions.ALL);

  private final KafkaClientConfig kafka;
  private final OptionValues values;
  private final Optional<MetricsOptions> metrics;

  private ProducerConfig(Options options) {
    kafka =
        KafkaClientConfig.read(
            options, EnumSet.of(KafkaClientKind.PRODUCER, KafkaClientKind.ADMIN));
    values = options.values(ALL);
    metrics = MetricsOptions.read(options);
    KafkaOptions.requireTwoTopics(options);
    options.throwIfInvalid();
  }

  /**
   * Reads and checks all options.
   *
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with all mistakes at once
   */
  static ProducerConfig from(Options options) {
    return new ProducerConfig(options);
  }

  /** The value of one of {@link #ALL}. */
  <T> T get(Option<T> option) {
    return values.get(option);
  }

  KafkaClientConfig kafka() {
    return kafka;
  }

  Optional<MetricsOptions> metrics() {
    return metrics;
  }

  /** For the log: without the URL's query, which may hold a key. */
  @Override
  public String toString() {
    return "api=%s every %s, Kafka=%s, topic=%s, journal=%s"
        .formatted(
            LogText.url(get(API_URL)),
            OptionRules.spelled(get(POLL_INTERVAL)),
            kafka.bootstrapServers(),
            get(KafkaOptions.TOPIC_1),
            get(JOURNAL).toAbsolutePath());
  }
}
