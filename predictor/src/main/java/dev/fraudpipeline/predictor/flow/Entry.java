package dev.fraudpipeline.predictor.flow;

import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.schema.Row;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record of topic_1 on its way, from the poll to the commit. It belongs to one assignment of its
 * partition: once that ends it is worth nothing, also where the partition comes back.
 *
 * <p>Evidence against it is kept by the one worker that has it in hand, and handed over through
 * {@link Waiting}.
 */
final class Entry {
  private final ConsumerRecord<byte[], byte[]> record;
  private final Row row;
  private final Assignment assignment;
  private volatile ProducerRecord<byte[], byte[]> output;

  /** How often it failed by itself, with the model well right after. */
  int strikes;

  /** How often the model went down while it was asked about this payment and no other. */
  int crashes;

  Entry(ConsumerRecord<byte[], byte[]> record, Row row, Assignment assignment) {
    this.record = record;
    this.row = row;
    this.assignment = assignment;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  Row row() {
    return row;
  }

  /** The payment; only for an entry that holds one. */
  Payment payment() {
    return (Payment) row;
  }

  /** Roughly what it takes of the heap, in bytes. */
  int size() {
    int value = record.value() == null ? 0 : record.value().length;
    return 2 * value + 512;
  }

  /** Whether nobody waits for it any more. */
  boolean isAbandoned() {
    return assignment.isOver();
  }

  /** Done: this is what it becomes. */
  void finish(ProducerRecord<byte[], byte[]> becomes) {
    output = becomes;
  }

  boolean isFinished() {
    return output != null;
  }

  /** What it becomes; null where it is not finished. */
  ProducerRecord<byte[], byte[]> output() {
    return output;
  }
}
