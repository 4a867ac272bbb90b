package dev.fraudpipeline.sandbox.demo;

import java.time.Duration;

/** Tells when all that was served has arrived, or will not. Not thread-safe. */
final class DrainWatch {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where nothing lies between two stations for so long, what has not arrived never will. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  enum State {
    RUNNING,
    DONE,
    GIVEN_UP
  }

  private final FlowProbe probe;
  private final long served;
  private final boolean bounded;
  private final long startNanos = System.nanoTime();
  private long progressNanos = startNanos;
  private FlowSnapshot last;

  /**
   * @param served how many distinct things have to arrive
   * @param bounded whether it is given up after 60 seconds, and not only after 60 seconds without
   *     progress
   */
  DrainWatch(FlowProbe probe, long served, boolean bounded) {
    this.probe = probe;
    this.served = served;
    this.bounded = bounded;
    last = probe.snapshot();
  }

  State state() {
    boolean drained = probe.isDrained();
    if (drained && probe.arrived() >= served) {
      return State.DONE;
    }
    long now = System.nanoTime();
    FlowSnapshot snapshot = probe.snapshot();
    if (snapshot.progressedSince(last)) {
      progressNanos = now;
    }
    last = snapshot;
    if (drained && snapshot.backlog2().value() == 0 && now - progressNanos > QUIET.toNanos()) {
      return State.DONE;
    }
    return now - (bounded ? startNanos : progressNanos) > PATIENCE.toNanos()
        ? State.GIVEN_UP
        : State.RUNNING;
  }
}
