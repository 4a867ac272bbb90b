package dev.fraudpipeline.benchmark.report;

import java.util.Locale;

/**
 * Bound that a figure should keep.
 *
 * @param atLeast whether the bound is the least that is good enough, or else the most
 */
public record FigureGoal(boolean atLeast, double bound) {

  public static FigureGoal atLeast(double bound) {
    return new FigureGoal(true, bound);
  }

  public static FigureGoal atMost(double bound) {
    return new FigureGoal(false, bound);
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
