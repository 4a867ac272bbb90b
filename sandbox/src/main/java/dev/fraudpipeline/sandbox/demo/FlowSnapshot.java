package dev.fraudpipeline.sandbox.demo;

import java.time.Duration;

/** Figures of the status line at one moment. */
record FlowSnapshot(
    Duration elapsed,
    FlowReading fetched,
    FlowReading backlog1,
    FlowReading scored,
    FlowReading alarms,
    FlowReading backlog2,
    FlowReading rows) {

  /** True where any count but that of the alarms has moved since an earlier moment. */
  boolean progressedSince(FlowSnapshot earlier) {
    return fetched.value() != earlier.fetched.value()
        || backlog1.value() != earlier.backlog1.value()
        || scored.value() != earlier.scored.value()
        || backlog2.value() != earlier.backlog2.value()
        || rows.value() != earlier.rows.value();
  }
}
