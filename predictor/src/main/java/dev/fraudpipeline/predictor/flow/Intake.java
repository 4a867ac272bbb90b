package dev.fraudpipeline.predictor.flow;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what a poll brought: payments begin to wait for the model, all else is rejected. Used by
 * the consumer's thread.
 */
public final class Intake {
  private final PaymentParser reader = new PaymentParser();
  private final Ledger ledger;
  private final Waiting waiting;
  private final Committer committer;
  private final Outputs outputs;

  public Intake(Ledger ledger, Waiting waiting, Committer committer, Outputs outputs) {
    this.ledger = ledger;
    this.waiting = waiting;
    this.committer = committer;
    this.outputs = outputs;
  }

  /**
   * Takes in a poll.
   *
   * @param group as the consumer knows it right after the poll
   */
  public void take(ConsumerRecords<byte[], byte[]> records, ConsumerGroupMetadata group) {
    ledger.generation(group);
    for (TopicPartition partition : records.partitions()) {
      Assignment assignment = ledger.assignment(partition);
      List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
      List<Entry> entries = new ArrayList<>(read.size());
      List<Entry> payments = new ArrayList<>(read.size());
      for (ConsumerRecord<byte[], byte[]> record : read) {
        Entry entry = new Entry(record, reader.readOne(record.value()), assignment);
        entries.add(entry);
        if (entry.row() instanceof Payment) {
          payments.add(entry);
        } else {
          outputs.unreadable(entry);
        }
      }
      ledger.add(assignment, entries, records.nextOffsets().get(partition));
      waiting.add(payments);
      if (payments.size() < entries.size()) {
        committer.wake();
      }
    }
  }
}
