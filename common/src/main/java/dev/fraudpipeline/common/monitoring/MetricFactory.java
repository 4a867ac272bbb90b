package dev.fraudpipeline.common.monitoring;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes a daemon's metrics: all under one prefix, and with what is measured alike in the three.
 * Names follow Prometheus's rules: base units as a suffix, {@code _total} for counters. What is
 * made is thread-safe.
 */
public final class MetricFactory {
  /** For what takes from a millisecond to two minutes. In seconds. */
  private static final double[] DURATIONS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120
  };

  /** For what may lie for days where something is away. In seconds. */
  private static final double[] LATENCIES = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 43_200,
    172_800
  };

  /** For batches, up to the largest that the settings allow. */
  private static final double[] SIZES = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000
  };

  private final PrometheusRegistry registry;
  private final String prefix;

  /**
   * @param daemon such as {@code sink}, whose metrics are {@code fraud_sink_...}
   */
  MetricFactory(PrometheusRegistry registry, String daemon) {
    this.registry = registry;
    this.prefix = "fraud_" + daemon + "_";
  }

  /**
   * A counter.
   *
   * @param name without {@code _total}
   */
  public Counter counter(String name, String help) {
    return Counter.builder().name(prefix + name).help(help).register(registry);
  }

  /**
   * A counter for each value of a label; each begins at zero, so that its first event is seen as a
   * step.
   *
   * @param values all that are known beforehand
   */
  public Counter counter(String name, String help, String label, Enum<?>... values) {
    Counter counter =
        Counter.builder().name(prefix + name).help(help).labelNames(label).register(registry);
    Arrays.stream(values).forEach(value -> counter.initLabelValues(labelValue(value)));
    return counter;
  }

  /** A counter for each pair of values of two labels. */
  public Counter counter(String name, String help, String label, String otherLabel) {
    return Counter.builder()
        .name(prefix + name)
        .help(help)
        .labelNames(label, otherLabel)
        .register(registry);
  }

  /** The spelling of a value in a label, such as {@code rate_limited}. */
  public static String labelValue(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The counter of Kafka clients that were built: the same in each daemon. */
  public Counter sessions() {
    return counter(
        "kafka_sessions",
        "Sets of Kafka clients that were built: each beyond the first replaces one that failed.");
  }

  /**
   * A histogram of durations of work, in seconds.
   *
   * @param name ends with {@code _seconds}
   */
  public Histogram durations(String name, String help, String... labels) {
    return histogram(name, help, DURATIONS, labels);
  }

  /**
   * A histogram of how long things lay, in seconds.
   *
   * @param name ends with {@code _seconds}
   */
  public Histogram latencies(String name, String help) {
    return histogram(name, help, LATENCIES);
  }

  /** A histogram of how many are in a batch. */
  public Histogram sizes(String name, String help) {
    return histogram(name, help, SIZES);
  }

  private Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(prefix + name)
        .help(help)
        .labelNames(labels)
        .classicUpperBounds(bounds)
        .register(registry);
  }

  /**
   * A gauge that is read when somebody asks, by whatever thread that is.
   *
   * @param value empty where it is not known: then the gauge is absent
   */
  public void gauge(String name, String help, Supplier<OptionalDouble> value) {
    GaugeWithCallback.builder()
        .name(prefix + name)
        .help(help)
        .callback(gauge -> value.get().ifPresent(gauge::call))
        .register(registry);
  }

  /** A gauge for each value of some labels, read when somebody asks. */
  public void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> readings, String... labels) {
    GaugeWithCallback.builder()
        .name(prefix + name)
        .help(help)
        .labelNames(labels)
        .callback(readings)
        .register(registry);
  }
}
