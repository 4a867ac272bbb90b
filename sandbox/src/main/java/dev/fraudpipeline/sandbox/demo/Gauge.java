package dev.fraudpipeline.sandbox.demo;

import java.time.Duration;

/**
 * A number that is read again and again from something that may be away: keeps the last value, and
 * knows how old it is. Thread-safe.
 */
final class Gauge {
  /** A value that was not renewed for so long is shown with a mark. */
  private static final Duration FRESH = Duration.ofSeconds(4);

  private volatile Sample last;
  private volatile boolean settled;

  private record Sample(long value, long nanos) {}

  void set(long value) {
    if (settled) {
      return;
    }
    last = new Sample(value, System.nanoTime());
  }

  /** Sets the last value, which stands from now on and does not grow old. */
  void settle(long value) {
    set(value);
    settled = true;
  }

  /** What to show now. */
  Reading reading() {
    Sample sample = last;
    if (sample == null) {
      return Reading.UNKNOWN;
    }
    boolean fresh = settled || System.nanoTime() - sample.nanos() < FRESH.toNanos();
    return new Reading(sample.value(), fresh);
  }
}
