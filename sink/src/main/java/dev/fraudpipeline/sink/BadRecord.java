package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.rejected.RejectedRecords;
import dev.fraudpipeline.common.rejected.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that cannot become a row, and why. */
record BadRecord(ConsumerRecord<byte[], byte[]> record, Rejection rejection) {

  /** Where it was read: {@code topic-partition@offset}. */
  String id() {
    return RejectedRecords.idOf(record);
  }
}
