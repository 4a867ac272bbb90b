package dev.fraudpipeline.predictor.consume;

import dev.fraudpipeline.common.kafka.ConsumerLagMetrics;
import dev.fraudpipeline.predictor.commit.TransactionCommitter;
import dev.fraudpipeline.predictor.commit.UncommittedRecords;
import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Begins and ends what is uncommitted of a partition with its assignment. What is answered is
 * committed before a partition is given up; a lost one has another owner already, and nothing of it
 * is. Called by the consumer's thread.
 */
public final class PartitionListener implements ConsumerRebalanceListener {
  private final Consumer<byte[], byte[]> consumer;
  private final UncommittedRecords uncommitted;
  private final TransactionCommitter committer;
  private final ConsumerLagMetrics metrics;
  private final Duration flush;

  public PartitionListener(
      Consumer<byte[], byte[]> consumer,
      UncommittedRecords uncommitted,
      TransactionCommitter committer,
      ConsumerLagMetrics metrics,
      Duration flush) {
    this.consumer = consumer;
    this.uncommitted = uncommitted;
    this.committer = committer;
    this.metrics = metrics;
    this.flush = flush;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    uncommitted.assigned(partitions, consumer.groupMetadata());
    metrics.assigned(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    uncommitted.generation(consumer.groupMetadata());
    try {
      // Where that is not done in time the next owner scores them again: nothing is lost.
      committer.flush(flush);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      takenAway(partitions);
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    takenAway(partitions);
  }

  private void takenAway(Collection<TopicPartition> partitions) {
    uncommitted.takenAway(partitions);
    metrics.takenAway(partitions);
  }
}
