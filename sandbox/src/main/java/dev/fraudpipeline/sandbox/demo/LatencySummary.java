package dev.fraudpipeline.sandbox.demo;

import java.util.Collection;
import java.util.Locale;

/**
 * Summary of how long something took, over all cases.
 *
 * @param count how many cases; the rest is 0 where there is none
 */
record LatencySummary(long count, long p50Millis, long p99Millis, long maxMillis) {

  static LatencySummary of(Collection<Long> millis) {
    long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0
        ? new LatencySummary(0, 0, 0, 0)
        : new LatencySummary(
            sorted.length, at(sorted, 0.5), at(sorted, 0.99), sorted[sorted.length - 1]);
  }

  /** The smallest that at least this share of all does not exceed. */
  private static long at(long[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  @Override
  public String toString() {
    return count == 0
        ? "-"
        : String.format(
            Locale.ROOT, "p50 %d ms, p99 %d ms, max %d ms", p50Millis, p99Millis, maxMillis);
  }
}
