package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A rejected record, and what is sent in its place.
 *
 * @param records at least what is needed to lose nothing of it
 */
record ReplayedRecord(RejectedRecord rejected, List<ProducerRecord<byte[], byte[]>> records) {

  /** Marks what is sent with the rejection that it comes from, and how many replays it has now. */
  static ReplayedRecord of(RejectedRecord rejected, List<ProducerRecord<byte[], byte[]>> records) {
    for (ProducerRecord<byte[], byte[]> record : records) {
      int replays = Math.max(rejected.replays(), RejectedRecord.replays(record.headers()));
      record.headers().remove(PipelineHeaders.REPLAYED_FROM).remove(PipelineHeaders.REPLAYS);
      PipelineHeaders.add(record.headers(), PipelineHeaders.REPLAYED_FROM, rejected.id());
      PipelineHeaders.add(record.headers(), PipelineHeaders.REPLAYS, Integer.toString(replays + 1));
    }
    return new ReplayedRecord(rejected, records);
  }

  /** Bytes of the values that are sent. */
  long bytes() {
    return records.stream()
        .mapToLong(record -> record.value() == null ? 0 : record.value().length)
        .sum();
  }

  /**
   * Mark that says, beside the rejected record and for ever, that it was replayed: its headers,
   * without its value.
   */
  ProducerRecord<byte[], byte[]> mark(long nowMillis) {
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(
            rejected.source().topic(),
            null,
            rejected.source().key(),
            null,
            rejected.source().headers());
    PipelineHeaders.add(mark.headers(), PipelineHeaders.REPLAYED_AT, Long.toString(nowMillis));
    return mark;
  }
}
