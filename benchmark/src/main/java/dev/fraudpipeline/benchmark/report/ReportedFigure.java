package dev.fraudpipeline.benchmark.report;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One thing that was measured, or could not be.
 *
 * @param name unique in a report, such as {@code sink.ratio_copy}
 * @param value empty where it could not be measured
 * @param note what was compared; where there is no value, why
 */
public record ReportedFigure(
    String name, OptionalDouble value, Unit unit, Optional<FigureGoal> goal, String note) {

  /** Unit of a figure, as the report spells it. */
  public enum Unit {
    PER_SECOND("/s", 0),
    RATIO("ratio", 3),
    MILLISECONDS("ms", 1),
    SECONDS("s", 1),
    MEBIBYTES("MiB", 1),
    COUNT("", 0);

    private final String spelling;
    private final int decimals;

    Unit(String spelling, int decimals) {
      this.spelling = spelling;
      this.decimals = decimals;
    }

    String spelling() {
      return spelling;
    }

    int decimals() {
      return decimals;
    }
  }

  public static ReportedFigure of(String name, double value, Unit unit, String note) {
    if (!Double.isFinite(value)) {
      return missing(name, unit, note + ": nothing to divide by");
    }
    return new ReportedFigure(name, OptionalDouble.of(value), unit, Optional.empty(), note);
  }

  public static ReportedFigure missing(String name, Unit unit, String why) {
    return new ReportedFigure(name, OptionalDouble.empty(), unit, Optional.empty(), why);
  }

  public ReportedFigure withGoal(FigureGoal wanted) {
    return new ReportedFigure(name, value, unit, Optional.of(wanted), note);
  }

  /**
   * Tells whether the goal is met, which it never is without a value; empty where there is no goal.
   */
  public Optional<Boolean> met() {
    return goal.map(wanted -> value.isPresent() && wanted.isMetBy(value.getAsDouble()));
  }
}
