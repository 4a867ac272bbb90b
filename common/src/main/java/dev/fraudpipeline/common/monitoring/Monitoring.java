package dev.fraudpipeline.common.monitoring;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.log.LogText;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' view of a daemon: its metrics and its health, served over HTTP where {@code
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
  private static final Logger log = LoggerFactory.getLogger(Monitoring.class);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Health health = new Health(registry);
  private final MetricFactory meters;
  private final Map<Thread, LivenessProbe> watches = new LinkedHashMap<>();
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

  /**
   * Has a dependency asked every two seconds, where what it answers is served: on a thread of its
   * own, so that operators see also in an idle daemon what is missing, and nothing of the daemon's
   * work waits for it.
   */
  public void watch(String dependency, Supplier<? extends LivenessProbe> probe) {
    if (server.isPresent()) {
      LivenessProbe asked = probe.get();
      AvailabilityListener told = health.dependency(dependency);
      Thread thread = new Thread(() -> ask(asked, told), "watch-" + dependency);
      thread.setDaemon(true);
      thread.start();
      watches.put(thread, asked);
    }
  }

  private static void ask(LivenessProbe probe, AvailabilityListener told) {
    try {
      while (true) {
        try {
          probe.missing().ifPresentOrElse(told::isDown, told::isUp);
        } catch (RuntimeException e) {
          log.debug("a probe failed", e);
          told.isDown(LogText.cause(e));
        }
        Thread.sleep(BETWEEN_PROBES.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends at once; an answer that is waited for is given up. */
  @Override
  public void close() {
    watches.forEach(
        (thread, probe) -> {
          thread.interrupt();
          probe.close();
        });
    server.ifPresent(MetricsServer::close);
  }
}
