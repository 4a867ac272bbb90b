package dev.fraudpipeline.producer;

import dev.fraudpipeline.producer.journal.Fingerprint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What has become of the rows of one answer. It outlives the Kafka client: a new one is given only
 * the rows that the old one had not brought through. Not thread-safe.
 */
final class Delivery {
  private static final int UNKNOWN = -1;

  private final long number;
  private final BitSet settled = new BitSet();
  private final List<Fingerprint> payments = new ArrayList<>();
  private int rows = UNKNOWN;

  Delivery(long number) {
    this.number = number;
  }

  long number() {
    return number;
  }

  /** The row is a payment that is to be remembered once the answer is done. */
  void pays(Fingerprint payment) {
    payments.add(payment);
  }

  /** Nothing more is to be done for the row. */
  void settle(int row) {
    settled.set(row);
  }

  boolean isSettled(int row) {
    return settled.get(row);
  }

  /** All rows have been handed over; there are so many. */
  void handedOver(int count) {
    rows = count;
  }

  /** Whether all rows have been handed over and settled. */
  boolean isDone() {
    return rows != UNKNOWN && settled.cardinality() == rows;
  }

  List<Fingerprint> payments() {
    return payments;
  }
}
