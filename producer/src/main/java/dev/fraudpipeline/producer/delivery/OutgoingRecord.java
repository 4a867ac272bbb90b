package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.payment.RejectionCode;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record under way to Kafka, and the row that it came from.
 *
 * @param progress of the row's answer
 * @param rejected why it is; empty for a payment
 */
public record OutgoingRecord(
    AnswerProgress progress,
    int row,
    ProducerRecord<byte[], byte[]> record,
    Optional<RejectionCode> rejected) {
  /** About what a record's headers and framing take. */
  private static final int OVERHEAD = 64;

  /** The row's name, under which it is rejected. */
  String id() {
    return progress.idOf(row);
  }

  /** Nothing more is to be done for its row. */
  void settle() {
    progress.settle(row, rejected.isPresent());
  }

  /** About what it takes of the client's buffer. */
  int bytes() {
    int key = record.key() == null ? 0 : record.key().length;
    return OVERHEAD + key + record.value().length;
  }
}
