package dev.fraudpipeline.sink.batch;

import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.payment.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that cannot become a row, and why. */
public record InvalidRecord(ConsumerRecord<byte[], byte[]> record, Rejection rejection) {

  /** The place where it was read: {@code topic-partition@offset}. */
  public String id() {
    return RejectedRecords.idOf(record);
  }
}
