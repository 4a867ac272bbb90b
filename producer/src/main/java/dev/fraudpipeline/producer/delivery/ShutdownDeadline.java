package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Says when the producer, told to stop, may end: once polling has ended and Kafka has everything,
 * or there is no hope for that within the grace. Thread-safe.
 */
public final class ShutdownDeadline {
  /** Of the daemon's ten seconds. */
  private static final Duration GRACE = Duration.ofSeconds(7);

  private final StopSignal stop;
  private final Thread polling;
  private volatile long raisedNanos;

  public ShutdownDeadline(StopSignal stop, Thread polling) {
    this.stop = stop;
    this.polling = polling;
    StopSignal.Subscription unused = stop.onRaise(() -> raisedNanos = System.nanoTime());
  }

  public boolean isStopping() {
    return stop.isRaised();
  }

  /** Waits, less long where the producer is told to stop meanwhile. */
  void await(Duration atMost) throws InterruptedException {
    stop.await(atMost);
  }

  /**
   * Whether to end.
   *
   * @param nothingLeft Kafka has all that was fetched
   * @param hopeless Kafka will not have more of it soon
   */
  boolean isDue(boolean nothingLeft, boolean hopeless) {
    return stop.isRaised()
        && (left().isNegative() || (!polling.isAlive() && (nothingLeft || hopeless)));
  }

  /**
   * Waits for the poll that is under way, within the grace: its answer is worth a place on disk.
   */
  public void awaitPolling() throws InterruptedException {
    if (stop.isRaised()) {
      TimeUnit.NANOSECONDS.timedJoin(polling, Math.max(1, left().toNanos()));
    }
  }

  private Duration left() {
    // A signal that is just being raised has not told its moment yet.
    long raised = raisedNanos;
    return raised == 0 ? GRACE : GRACE.minusNanos(System.nanoTime() - raised);
  }
}
