package dev.fraudpipeline.common.log;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says when a daemon may write its next summary line: at most one in ten seconds. Not thread-safe.
 */
public final class PeriodicSummary {
  private static final long PERIOD = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoTime;
  private long last;

  public PeriodicSummary() {
    this(System::nanoTime);
  }

  PeriodicSummary(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /** True where a line is due; where it is, the next one is due ten seconds from now. */
  public boolean isDue() {
    long now = nanoTime.getAsLong();
    if (now - last < PERIOD) {
      return false;
    }
    last = now;
    return true;
  }
}
