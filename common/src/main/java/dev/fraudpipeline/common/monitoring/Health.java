package dev.fraudpipeline.common.monitoring;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * What a daemon depends on, and whether each of it answers; and whether the daemon's own loops go
 * on. A daemon is ready while all that it depends on answers; it is alive also while nothing does,
 * since it waits for that and is not mended by a restart, but not once one of its loops has ended
 * or stands still. Thread-safe.
 */
public final class Health {
  /** Far beyond the longest turn of a loop, which is a time-out of a Kafka client: one minute. */
  static final Duration STANDSTILL = Duration.ofMinutes(5);

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Map<String, DependencyStatus> dependencies = new ConcurrentSkipListMap<>();
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /**
   * @param registry gets {@code fraud_dependency_up}: 1 or 0 for each dependency
   */
  public Health(PrometheusRegistry registry) {
    this(registry, Clock.systemUTC(), System::nanoTime);
  }

  Health(PrometheusRegistry registry, Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    GaugeWithCallback.builder()
        .name("fraud_dependency_up")
        .help("1 while the dependency answers, else 0.")
        .labelNames("dependency")
        .callback(
            gauge -> dependencies().forEach((name, state) -> gauge.call(state.up() ? 1 : 0, name)))
        .register(registry);
  }

  /**
   * A thing that the daemon depends on, missing until it is first said to be there.
   *
   * @param name as operators and the metric's label call it, such as {@code kafka}
   */
  public AvailabilityListener dependency(String name) {
    return source(name, Optional.of("not reached yet"));
  }

  /**
   * One more source of news about a dependency, whose silence is no bad sign. The dependency is
   * missing while any of its sources says so.
   */
  public AvailabilityListener witness(String name) {
    return source(name, Optional.empty());
  }

  private AvailabilityListener source(String name, Optional<String> missing) {
    return dependencies.computeIfAbsent(name, n -> new DependencyStatus(clock)).source(missing);
  }

  /**
   * A loop of the daemon. From one {@link Loop#turns} to the next it may take a minute or two;
   * where it takes more than five, the daemon counts as dead.
   */
  public Loop loop(String name) {
    Loop loop = new Loop(name);
    loops.add(loop);
    return loop;
  }

  /** A thread without which the daemon is dead: until {@link #mayEnd} it must not. */
  public void mustLive(Thread thread) {
    threads.add(thread);
  }

  /** Its end is no bad sign any more. */
  public void mayEnd(Thread thread) {
    threads.remove(thread);
  }

  /** How each dependency is, by its name. */
  Map<String, State> dependencies() {
    Map<String, State> states = new TreeMap<>();
    dependencies.forEach((name, dependency) -> states.put(name, dependency.state()));
    return states;
  }

  /** Why the daemon is dead, by the name of the loop or thread; empty where it is alive. */
  Map<String, String> dead() {
    Map<String, String> dead = new TreeMap<>();
    long now = nanoTime.getAsLong();
    for (Loop loop : loops) {
      long still = loop.stillFor(now);
      if (still > STANDSTILL.toNanos()) {
        dead.put(loop.name, "stands still for " + Duration.ofNanos(still).toSeconds() + " s");
      }
    }
    for (Thread thread : threads) {
      if (thread.getState() == Thread.State.TERMINATED) {
        dead.put(thread.getName(), "its thread has ended");
      }
    }
    return dead;
  }

  /**
   * How a dependency is.
   *
   * @param missing why it is; empty where it answers
   * @param since when that is so
   */
  record State(Optional<String> missing, Instant since) {
    boolean up() {
      return missing.isEmpty();
    }
  }

  /** Whether a loop goes on. Any thread may ask; one at a time turns it. */
  public final class Loop {
    private final String name;
    private volatile boolean running;
    private volatile long turnedAt;

    private Loop(String name) {
      this.name = name;
    }

    /** It goes on. To be called in each turn. */
    public void turns() {
      turnedAt = nanoTime.getAsLong();
      running = true;
    }

    /** It has come to its end, or waits where it may wait for long. */
    public void rests() {
      running = false;
    }

    private long stillFor(long now) {
      return running ? now - turnedAt : 0;
    }
  }
}
