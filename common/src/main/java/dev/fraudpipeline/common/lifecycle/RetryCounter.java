package dev.fraudpipeline.common.lifecycle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Counts the failures in a row of one outside thing, and says how long to leave it alone. */
public final class RetryCounter {
  private final JitteredBackoff backoff;
  private final RandomGenerator random;
  private int failures;

  public RetryCounter(JitteredBackoff backoff, RandomGenerator random) {
    this.backoff = backoff;
    this.random = random;
  }

  /** One more failure: how long to wait before the next attempt. */
  public Duration failed() {
    Duration delay = backoff.delay(failures, random);
    failures++;
    return delay;
  }

  /** A success: the next failure is again the first. */
  public void succeeded() {
    failures = 0;
  }
}
