package dev.fraudpipeline.benchmark.measure;

import java.util.Arrays;

/** Order statistics by nearest rank: a value that was really measured, never one in between. */
public final class NearestRank {
  private NearestRank() {}

  /**
   * The smallest value that at least this share of the values does not exceed.
   *
   * @param share above 0, at most 1
   * @throws IllegalArgumentException where there are no values, or the share is none
   */
  public static double at(double share, double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be above 0 and at most 1, but is " + share);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
