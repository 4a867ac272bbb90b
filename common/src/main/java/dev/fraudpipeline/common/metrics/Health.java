package dev.fraudpipeline.common.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a daemon depends on, and whether each of it answers. A daemon is ready while all do; it is
 * alive also while none does, since it waits for them and is not mended by a restart. Thread-safe.
 */
public final class Health {
  /** By dependency: why it is missing; empty text while it answers. */
  private final Map<String, String> missing = new ConcurrentSkipListMap<>();

  /**
   * @param registry gets {@code fraud_dependency_up}: 1 or 0 for each dependency
   */
  public Health(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("fraud_dependency_up")
        .help("1 while the dependency answers, else 0.")
        .labelNames("dependency")
        .callback(gauge -> missing.forEach((name, why) -> gauge.call(why.isEmpty() ? 1 : 0, name)))
        .register(registry);
  }

  /**
   * A thing that the daemon depends on, missing until it is first said to be there.
   *
   * @param name as operators and the metric's label call it, such as {@code kafka}
   */
  public Dependency dependency(String name) {
    missing.putIfAbsent(name, "not reached yet");
    return new Dependency(name);
  }

  /** Why each missing dependency is missing, by name; empty where the daemon is ready. */
  public Map<String, String> missing() {
    Map<String, String> found = new TreeMap<>(missing);
    found.values().removeIf(String::isEmpty);
    return found;
  }

  /** One dependency's state, told by whoever talks to it. */
  public final class Dependency {
    private final String name;

    private Dependency(String name) {
      this.name = name;
    }

    /** It has answered. */
    public void isUp() {
      missing.put(name, "");
    }

    /**
     * It has not answered.
     *
     * @param why for people; without personal data and secrets
     */
    public void isDown(String why) {
      missing.put(name, Optional.of(why).filter(text -> !text.isBlank()).orElse("away"));
    }
  }
}
