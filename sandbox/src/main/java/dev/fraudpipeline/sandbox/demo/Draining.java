package dev.fraudpipeline.sandbox.demo;

import java.time.Duration;

/** Tells when all that was served has arrived, or will not. Not thread-safe. */
final class Draining {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  enum State {
    RUNNING,
    DONE,
    GIVEN_UP
  }

  private final Gauges gauges;
  private final long served;
  private final boolean bounded;
  private long progressNanos = System.nanoTime();
  private Snapshot last;

  /**
   * @param served how many distinct things have to arrive
   * @param bounded whether it is given up after 60 seconds, and not only after 60 seconds without
   *     progress
   */
  Draining(Gauges gauges, long served, boolean bounded) {
    this.gauges = gauges;
    this.served = served;
    this.bounded = bounded;
    last = gauges.snapshot();
  }

  State state() {
    if (gauges.isDrained() && gauges.arrived() >= served) {
      return State.DONE;
    }
    Snapshot now = gauges.snapshot();
    if (!bounded && now.progressedSince(last)) {
      progressNanos = System.nanoTime();
    }
    last = now;
    return System.nanoTime() - progressNanos > PATIENCE.toNanos() ? State.GIVEN_UP : State.RUNNING;
  }
}
