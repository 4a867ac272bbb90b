package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.sandbox.control.PartFile;
import dev.fraudpipeline.sandbox.metrics.MetricSamples;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Starts all processes, tells of each when it is up, and ends when the three daemons are ready: a
 * payment that is served before would wait for them, and its alarm would seem slow.
 */
final class StartSequence {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 50;

  /** Each answer costs a daemon that is just starting some of the time that it needs for that. */
  private static final Duration ASK_INTERVAL = Duration.ofMillis(200);

  private final DemoWiring wiring;
  private final ChildProcesses children;
  private final DemoScreen screen;
  private final EndRequest end;
  private final Set<String> missing = new LinkedHashSet<>();
  private final Map<String, Duration> readyAfter = new LinkedHashMap<>();
  private final Map<String, ScrapedMetrics> daemons = new LinkedHashMap<>();
  private long asked = System.nanoTime();
  private URI postgres;

  StartSequence(DemoWiring wiring, ChildProcesses children, DemoScreen screen, EndRequest end) {
    this.wiring = wiring;
    this.children = children;
    this.screen = screen;
    this.end = end;
    missing.addAll(DemoWiring.PARTS);
    missing.addAll(DemoWiring.DAEMONS);
    DemoWiring.DAEMONS.forEach(daemon -> daemons.put(daemon, wiring.telemetry(daemon)));
  }

  /**
   * Runs to the end.
   *
   * @return false where the user wants to end before everything is up
   * @throws DemoFailedException where something does not come up
   */
  boolean run() throws InterruptedException {
    long startNanos = System.nanoTime();
    DemoWiring.PARTS.forEach(part -> children.start(part, wiring.part(part)));
    while (!missing.isEmpty()) {
      if (end.isAtLeast(EndRequest.Haste.DRAIN)) {
        return false;
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
      if (elapsed.compareTo(PATIENCE) > 0) {
        throw new DemoFailedException(
            children.lastWords(
                missing.iterator().next(), "is not ready after " + LedgerText.seconds(elapsed)));
      }
      screen.progress("waiting for " + String.join(", ", missing) + " ...");
      DemoWiring.PARTS.forEach(this::lookAtPart);
      startDaemons();
      if (System.nanoTime() - asked > ASK_INTERVAL.toNanos()) {
        asked = System.nanoTime();
        DemoWiring.DAEMONS.forEach(this::lookAtDaemon);
      }
      children.look();
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    screen.say(
        "All are ready after "
            + LedgerText.seconds(Duration.ofNanos(System.nanoTime() - startNanos))
            + ".");
    return true;
  }

  private void lookAtPart(String part) {
    if (!missing.contains(part)) {
      return;
    }
    Optional<PartFile> file = PartFile.read(wiring.folder(), part);
    if (file.isPresent()) {
      String address = file.get().address();
      tell(part, "is up after", " at " + address);
      if (part.equals("postgres")) {
        postgres = URI.create(address);
      }
    }
  }

  /** They would wait for the broker, and take the processor from it while they do. */
  private void startDaemons() {
    if (missing.contains("kafka")) {
      return;
    }
    if (!children.isStarted("producer")) {
      children.start("producer", wiring.producer());
      children.start("predictor", wiring.predictor());
    }
    if (postgres != null && !children.isStarted("sink")) {
      children.start("sink", wiring.sink(postgres));
    }
  }

  private void lookAtDaemon(String daemon) {
    if (missing.contains(daemon) && children.isAlive(daemon) && isReady(daemon)) {
      readyAfter.put(daemon, tell(daemon, "is ready after", ""));
    }
  }

  /**
   * True where it reaches all that it depends on, and has its place in its group, where it has one.
   */
  private boolean isReady(String daemon) {
    try {
      MetricSamples now = daemons.get(daemon).samples();
      boolean reaches =
          DemoWiring.dependencies(daemon).stream()
              .allMatch(
                  name ->
                      now.sum("fraud_dependency_up", "dependency=\"" + name + "\"").orElse(0) == 1);
      return reaches && now.sum("fraud_" + daemon + "_assigned_partitions").orElse(1) > 0;
    } catch (UncheckedIOException e) {
      return false; // nobody listens yet
    }
  }

  private Duration tell(String name, String what, String where) {
    missing.remove(name);
    Duration after = children.cameUp(name);
    screen.say(
        String.format(Locale.ROOT, "  %-9s %s %s%s", name, what, LedgerText.seconds(after), where));
    return after;
  }

  /** Where PostgreSQL is; once {@link #run} is done. */
  URI postgres() {
    return postgres;
  }

  /** Time that each daemon took to be ready, in the order in which payments pass them. */
  Map<String, Duration> readyAfter() {
    Map<String, Duration> ordered = new LinkedHashMap<>();
    for (String daemon : DemoWiring.DAEMONS) {
      ordered.put(daemon, readyAfter.get(daemon));
    }
    return ordered;
  }
}
