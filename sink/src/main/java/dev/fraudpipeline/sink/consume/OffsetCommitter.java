package dev.fraudpipeline.sink.consume;

import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Positions up to which all is stored, and that Kafka has yet to hear of. Used by the consumer's
 * thread.
 */
final class OffsetCommitter {
  private static final Logger log = LoggerFactory.getLogger(OffsetCommitter.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Outage kafka = new Outage(log, "Kafka");
  private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();

  OffsetCommitter(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** A batch is safe, after those before it. */
  void add(PaymentBatch batch) {
    positions.putAll(batch.positions());
  }

  /**
   * Commits what there is. Where that fails for now, it is for the next call; where it fails for
   * good, the records come again and change nothing.
   *
   * @throws org.apache.kafka.common.errors.WakeupException where the consumer was woken up: nothing
   *     is forgotten
   */
  void commit(Duration timeout) {
    if (positions.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(Map.copyOf(positions), timeout);
      positions.clear();
      kafka.succeeded();
    } catch (CommitFailedException e) {
      // The group has gone on without this member: others have the partitions.
      log.info("lost the place in the group: what was stored last comes again, to no effect");
      positions.clear();
    } catch (RebalanceInProgressException e) {
      log.debug("offsets wait for the end of a rebalance");
    } catch (RetriableException e) {
      kafka.failed("offsets could not be committed: " + e.getClass().getSimpleName());
    }
  }

  /** These partitions are others' now: nothing of them may be committed. */
  void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
  }
}
