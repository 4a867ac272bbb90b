package dev.fraudpipeline.common.lifecycle;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: exponential with full jitter, so that many clients of one
 * broken service do not come back in step. A pure function of the attempt and the randomness given.
 *
 * @param initial the longest wait after the first failure
 * @param max the longest wait after any
 */
public record JitteredBackoff(Duration initial, Duration max) {
  public JitteredBackoff {
    Objects.requireNonNull(initial, "initial");
    Objects.requireNonNull(max, "max");
    if (initial.isNegative() || initial.isZero()) {
      throw new IllegalArgumentException("initial must be positive, but is " + initial);
    }
    if (initial.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "initial must not be longer than max, but " + initial + " is longer than " + max);
    }
  }

  /** As {@link #delay(int, RandomGenerator)}, with the thread's own randomness. */
  public Duration delay(int attempt) {
    return delay(attempt, ThreadLocalRandom.current());
  }

  /**
   * A random wait in {@code [0, min(max, initial * 2^attempt)]}, in whole milliseconds.
   *
   * @param attempt how many failures came before this one in a row: 0 after the first
   */
  Duration delay(int attempt, RandomGenerator random) {
    if (attempt < 0) {
      throw new IllegalArgumentException("attempt must not be negative, but is " + attempt);
    }
    long longest = max.toMillis();
    // Beyond 2^40 times the initial wait every max is reached, and a shift would overflow.
    if (attempt < 40) {
      longest = Math.min(longest, saturatedShift(initial.toMillis(), attempt));
    }
    return Duration.ofMillis(random.nextLong(longest + 1));
  }

  private static long saturatedShift(long millis, int bits) {
    return millis > Long.MAX_VALUE >> bits ? Long.MAX_VALUE : millis << bits;
  }
}
