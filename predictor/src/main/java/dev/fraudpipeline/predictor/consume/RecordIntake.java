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
  private final PaymentParser parser = new PaymentParser();
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
  public void take(ConsumerRecords<byte[], byte[]> polled, ConsumerGroupMetadata group) {
    uncommitted.generation(group);
    for (TopicPartition partition : polled.partitions()) {
      PartitionAssignment assignment = uncommitted.assignment(partition);
      List<ConsumerRecord<byte[], byte[]>> read = polled.records(partition);
      List<PendingRecord> records = new ArrayList<>(read.size());
      List<PendingRecord> payments = new ArrayList<>(read.size());
      for (ConsumerRecord<byte[], byte[]> record : read) {
        PendingRecord pending =
            new PendingRecord(record, parser.readOne(record.value()), assignment);
        records.add(pending);
        if (pending.row() instanceof Payment) {
          payments.add(pending);
        } else {
          outputs.unreadable(pending);
        }
      }
      uncommitted.add(assignment, records, polled.nextOffsets().get(partition));
      queue.add(payments);
      if (payments.size() < records.size()) {
        committer.wake();
      }
    }
  }
}
