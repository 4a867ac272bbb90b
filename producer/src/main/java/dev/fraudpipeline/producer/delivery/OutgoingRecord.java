package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.payment.RejectionCode;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record under way to Kafka, and the row that it came from. Compared by identity. */
public final class OutgoingRecord {
  /** About what a record's headers and framing take. */
  private static final int OVERHEAD = 64;

  private final AnswerProgress delivery;
  private final int row;
  private final ProducerRecord<byte[], byte[]> record;
  private final Optional<RejectionCode> rejected;

  /**
   * @param rejected why it is; empty for a payment
   */
  OutgoingRecord(
      AnswerProgress delivery,
      int row,
      ProducerRecord<byte[], byte[]> record,
      Optional<RejectionCode> rejected) {
    this.delivery = delivery;
    this.row = row;
    this.record = record;
    this.rejected = rejected;
  }

  AnswerProgress delivery() {
    return delivery;
  }

  /** Of the row: what it is rejected under. */
  String id() {
    return delivery.idOf(row);
  }

  public ProducerRecord<byte[], byte[]> record() {
    return record;
  }

  /** Why it is rejected; empty for a payment. */
  Optional<RejectionCode> rejected() {
    return rejected;
  }

  /** The same row's, with another record that says that this one is rejected. */
  OutgoingRecord with(ProducerRecord<byte[], byte[]> other, RejectionCode code) {
    return new OutgoingRecord(delivery, row, other, Optional.of(code));
  }

  /** Nothing more is to be done for its row. */
  void settle() {
    delivery.settle(row, rejected.isPresent());
  }

  /** About what it takes of the client's buffer. */
  int bytes() {
    int key = record.key() == null ? 0 : record.key().length;
    return OVERHEAD + key + record.value().length;
  }
}
