package dev.fraudpipeline.sandbox.api;

import java.util.List;

/**
 * What one answer holds.
 *
 * @param rows empty where the answer is a recording that cannot be read as payments
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Batch(byte[] body, List<Row> rows) {

  Batch {
    rows = List.copyOf(rows);
  }
}
