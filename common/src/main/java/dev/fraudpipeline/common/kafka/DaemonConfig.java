package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionValues;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.monitoring.MetricsOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The values of a daemon's options for one run, checked as a whole. Immutable. */
public abstract class DaemonConfig {
  private final KafkaClientConfig kafka;
  private final OptionValues values;
  private final Optional<MetricsOptions> metrics;

  /**
   * Reads and checks all options.
   *
   * @param kinds of Kafka clients that the daemon uses
   * @throws dev.fraudpipeline.common.config.InvalidConfigException with all mistakes at once
   */
  protected DaemonConfig(Options options, List<Option<?>> all, Set<KafkaClientKind> kinds) {
    kafka = KafkaClientConfig.read(options, kinds);
    values = options.values(all);
    metrics = MetricsOptions.read(options);
    KafkaOptions.requireTwoTopics(options);
    options.throwIfInvalid();
  }

  /** The value of an option that has a default or must be given. */
  public final <T> T get(Option<T> option) {
    return values.get(option);
  }

  /** The value of an option that may be left out. */
  public final <T> Optional<T> find(Option<T> option) {
    return values.find(option);
  }

  public final KafkaClientConfig kafka() {
    return kafka;
  }

  public final Optional<MetricsOptions> metrics() {
    return metrics;
  }

  /** The configuration in effect, for the log: without secrets. */
  @Override
  public abstract String toString();
}
