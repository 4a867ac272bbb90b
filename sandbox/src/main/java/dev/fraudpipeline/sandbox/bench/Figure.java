package dev.fraudpipeline.sandbox.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One thing that was measured, or could not be.
 *
 * @param name unique in a report, such as {@code sink.ratio_copy}
 * @param value empty where it could not be measured
 * @param note what was compared; where there is no value, why
 */
record Figure(String name, OptionalDouble value, Unit unit, Optional<Goal> goal, String note) {

  /** What a figure counts, as it is spelled in the report. */
  enum Unit {
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

  static Figure of(String name, double value, Unit unit, String note) {
    if (!Double.isFinite(value)) {
      return missing(name, unit, note + ": nothing to divide by");
    }
    return new Figure(name, OptionalDouble.of(value), unit, Optional.empty(), note);
  }

  static Figure missing(String name, Unit unit, String why) {
    return new Figure(name, OptionalDouble.empty(), unit, Optional.empty(), why);
  }

  Figure withGoal(Goal wanted) {
    return new Figure(name, value, unit, Optional.of(wanted), note);
  }

  /** Whether the goal is met; empty where there is no goal. What was not measured meets none. */
  Optional<Boolean> met() {
    return goal.map(wanted -> value.isPresent() && wanted.isMetBy(value.getAsDouble()));
  }
}
