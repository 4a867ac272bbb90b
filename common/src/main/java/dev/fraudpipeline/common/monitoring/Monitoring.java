package dev.fraudpipeline.common.monitoring;

import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What operators see of a daemon: its metrics and its health, served over HTTP where {@code
 * METRICS_PORT} is set. A daemon's {@code Main} starts it before anything else, and makes of it the
 * objects that count and that hear of what is missing:
 *
 * <pre>{@code
 * try (Monitoring monitoring = Monitoring.start(NAME, config.metrics())) {
 *   DeliveryMetrics metrics = new DeliveryMetrics(monitoring, ...);
 *   ...
 * }
 * }</pre>
 *
 * <p>Where nothing is served the same is counted all the same, and nobody is asked how they are.
 * Used by one thread; what it hands out is thread-safe.
 */
public final class Monitoring implements AutoCloseable {
  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(2);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Health health = new Health(registry);
  private final MetricFactory meters;
  private final List<LivenessWatch> watches = new ArrayList<>();
  private final Optional<MetricsServer> server;

  private Monitoring(String daemon, Optional<MetricsOptions> where) {
    String version = Monitoring.class.getPackage().getImplementationVersion();
    Info.builder()
        .name("fraud_build_info")
        .help("Which daemon this is, and its version.")
        .labelNames("daemon", "version")
        .register(registry)
        .setLabelValues(daemon, version == null ? "unknown" : version);
    this.meters = new MetricFactory(registry, daemon);
    this.server = where.map(address -> MetricsServer.start(address, registry, health));
  }

  /**
   * Begins, and serves where there is a port.
   *
   * @throws dev.fraudpipeline.common.config.InvalidConfigException where the address cannot be
   *     listened on
   */
  public static Monitoring start(String daemon, Optional<MetricsOptions> where) {
    return new Monitoring(daemon, where);
  }

  /** Makes the daemon's metrics. */
  public MetricFactory meters() {
    return meters;
  }

  public Health health() {
    return health;
  }

  /** Has a dependency asked every two seconds, where what it answers is served. */
  public void watch(String dependency, Supplier<? extends LivenessProbe> probe) {
    if (server.isPresent()) {
      watches.add(
          new LivenessWatch(
              dependency, probe.get(), health.dependency(dependency), BETWEEN_PROBES));
    }
  }

  @Override
  public void close() {
    watches.forEach(LivenessWatch::close);
    server.ifPresent(MetricsServer::close);
  }
}
