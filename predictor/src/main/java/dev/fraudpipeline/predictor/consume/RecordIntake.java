package dev.fraudpipeline.predictor.consume;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.predictor.commit.PartitionAssignment;
import dev.fraudpipeline.predictor.commit.PendingRecord;
import dev.fraudpipeline.predictor.commit.TransactionCommitter;
import dev.fraudpipeline.predictor.commit.UncommittedRecords;
import dev.fraudpipeline.predictor.score.ScoredOutput;
import dev.fraudpipeline.predictor.score.ScoringQueue;
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
public final class RecordIntake {
  private final PaymentParser reader = new PaymentParser();
  private final UncommittedRecords uncommitted;
  private final ScoringQueue queue;
  private final TransactionCommitter committer;
  private final ScoredOutput outputs;

  public RecordIntake(
      UncommittedRecords uncommitted,
      ScoringQueue queue,
      TransactionCommitter committer,
      ScoredOutput outputs) {
    this.uncommitted = uncommitted;
    this.queue = queue;
    this.committer = committer;
    this.outputs = outputs;
  }

  /**
   * Takes in a poll.
   *
   * @param group as the consumer knows it right after the poll
   */
  public void take(ConsumerRecords<byte[], byte[]> records, ConsumerGroupMetadata group) {
    uncommitted.generation(group);
    for (TopicPartition partition : records.partitions()) {
      PartitionAssignment assignment = uncommitted.assignment(partition);
      List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
      List<PendingRecord> entries = new ArrayList<>(read.size());
      List<PendingRecord> payments = new ArrayList<>(read.size());
      for (ConsumerRecord<byte[], byte[]> record : read) {
        PendingRecord entry = new PendingRecord(record, reader.readOne(record.value()), assignment);
        entries.add(entry);
        if (entry.row() instanceof Payment) {
          payments.add(entry);
        } else {
          outputs.unreadable(entry);
        }
      }
      uncommitted.add(assignment, entries, records.nextOffsets().get(partition));
      queue.add(payments);
      if (payments.size() < entries.size()) {
        committer.wake();
      }
    }
  }
}
