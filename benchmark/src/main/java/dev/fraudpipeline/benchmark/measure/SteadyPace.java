package dev.fraudpipeline.benchmark.measure;

/**
 * Rate at which a counter rises. The first twentieth of the way is left out: a process's start and
 * its first compilation are not its pace. Not thread-safe.
 */
public final class SteadyPace {
  public static final int WARM_UP_PART = 20;

  private static final int LAST_PART = 10;

  private final long target;
  private final long startNanos;
  private long firstCount;
  private long firstNanos;
  private long count;
  private long nanos;

  /**
   * @param target where it is said to be done
   * @param startNanos a moment of {@link System#nanoTime()}
   * @throws IllegalArgumentException where the target is not above 0
   */
  public SteadyPace(long target, long startNanos) {
    if (target < 1) {
      throw new IllegalArgumentException("nothing to measure: the target is " + target);
    }
    this.target = target;
    this.startNanos = startNanos;
    this.firstNanos = startNanos;
    this.nanos = startNanos;
  }

  /** Takes note of the counter at that moment; what comes after it is done counts no more. */
  public void see(long countNow, long nanosNow) {
    if (isDone() || countNow <= count) {
      return;
    }
    // The counter that was not there yet, or stood still for long, is seen to move from here on.
    boolean warmingUp = firstCount == 0 && countNow < target;
    if (warmingUp && countNow >= target / WARM_UP_PART) {
      firstCount = countNow;
      firstNanos = nanosNow;
    }
    count = countNow;
    nanos = nanosNow;
  }

  public boolean isDone() {
    return count >= target;
  }

  /** True once a tenth of the way or less is left: time to look more often for the end. */
  public boolean isNearlyDone() {
    return count >= target - target / LAST_PART;
  }

  public long count() {
    return count;
  }

  /**
   * The steady pace; where it was done at one stroke, that from the start.
   *
   * @return NaN where nothing has moved
   */
  public double perSecond() {
    return count == firstCount ? Double.NaN : (count - firstCount) * 1e9 / (nanos - firstNanos);
  }

  /** From the start to the last move. */
  double seconds() {
    return (nanos - startNanos) / 1e9;
  }
}
