package dev.fraudpipeline.sandbox.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Options of one demo.
 *
 * @param payments how many the API serves before the demo ends by itself; 0 for no end
 * @param rate payments a second
 * @param replay a file that the API serves instead of its generator
 * @param keep whether PostgreSQL stays when the demo has ended
 * @param folder where everything that the demo writes lies; empty or not there yet
 * @param table whether the file to replay is one
 * @param disposable whether the folder is the demo's own, so that the servers' data, but not the
 *     logs, are removed in the end
 */
record DemoOptions(
    long payments,
    double rate,
    Optional<Path> replay,
    boolean table,
    boolean keep,
    Path folder,
    boolean disposable,
    Jars jars) {

  /** The real service is called four times a minute; a demo may knock more often. */
  private static final double MOST_CALLS_A_SECOND = 10;

  private static final int MILLIS = 1_000;

  /** The four runnable jars. */
  record Jars(Path sandbox, Path producer, Path predictor, Path sink) {}

  /** True where the API has an end. */
  boolean isFinite() {
    return payments > 0 || replay.isPresent();
  }

  /** Number of payments that the producer asks for in one call. */
  int paymentsACall() {
    boolean recorded = replay.isPresent() && !table;
    // A recorded body is one answer, whatever it holds.
    return recorded ? 1 : (int) Math.ceil(rate / MOST_CALLS_A_SECOND);
  }

  /** Interval at which the producer calls, so that the rate comes out. */
  Duration pollInterval() {
    return Duration.ofMillis(Math.max(1, Math.round(MILLIS * paymentsACall() / rate)));
  }
}
