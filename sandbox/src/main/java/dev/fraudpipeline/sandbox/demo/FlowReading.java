package dev.fraudpipeline.sandbox.demo;

/**
 * A number on the status line.
 *
 * @param value -1 where it was never read
 * @param fresh false where its source does not answer, so that this is the last that is known
 */
record FlowReading(long value, boolean fresh) {
  static final FlowReading UNKNOWN = new FlowReading(-1, false);

  static FlowReading of(long value) {
    return new FlowReading(value, true);
  }

  boolean isKnown() {
    return value >= 0;
  }

  @Override
  public String toString() {
    return isKnown() ? value + (fresh ? "" : "?") : "-";
  }
}
