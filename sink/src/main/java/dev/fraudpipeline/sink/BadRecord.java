package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.payment.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that cannot become a row, and why. */
record BadRecord(ConsumerRecord<byte[], byte[]> record, Rejection rejection) {

  /** Where it was read: {@code topic-partition@offset}. */
  String id() {
    return RejectedRecords.idOf(record);
  }
}
