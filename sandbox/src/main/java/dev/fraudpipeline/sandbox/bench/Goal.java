package dev.fraudpipeline.sandbox.bench;

import java.util.Locale;

/**
 * What a figure should be.
 *
 * @param atLeast whether the bound is the least that is good enough, or else the most
 */
record Goal(boolean atLeast, double bound) {

  static Goal atLeast(double bound) {
    return new Goal(true, bound);
  }

  static Goal atMost(double bound) {
    return new Goal(false, bound);
  }

  boolean isMetBy(double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  @Override
  public String toString() {
    return (atLeast ? ">= " : "<= ")
        + (bound == Math.rint(bound) ? whole() : Double.toString(bound));
  }

  private String whole() {
    return String.format(Locale.ROOT, "%.0f", bound);
  }
}
