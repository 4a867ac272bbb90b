package dev.fraudpipeline.sandbox.demo;

import java.time.Duration;

/** What the status line shows at one moment. */
record Snapshot(
    Duration elapsed,
    Reading fetched,
    Reading backlog1,
    Reading scored,
    Reading alarms,
    Reading backlog2,
    Reading rows) {

  /** Whether anything has moved since an earlier moment. */
  boolean progressedSince(Snapshot earlier) {
    return fetched.value() != earlier.fetched.value()
        || backlog1.value() != earlier.backlog1.value()
        || scored.value() != earlier.scored.value()
        || backlog2.value() != earlier.backlog2.value()
        || rows.value() != earlier.rows.value();
  }
}
