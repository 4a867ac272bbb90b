package dev.fraudpipeline.sink.batch;

import dev.fraudpipeline.common.payment.PaymentParser;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Batches on their way to the writer, in the order they came: full ones, and one that is being
 * filled. Bounded by its user, who reads no more while it {@link #isFull()}, and gives batches back
 * once they are stored. Not thread-safe.
 */
public final class BatchAssembler {
  private final int batchSize;
  private final Duration batchWait;
  private final PaymentParser parser = new PaymentParser();

  /** The oldest first; the last may be filled further. */
  private final Deque<PaymentBatch> waiting = new ArrayDeque<>();

  /** To be filled anew. */
  private final Deque<PaymentBatch> spare = new ArrayDeque<>();

  /** Behind all that was read, transaction markers included. */
  private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();

  /** The time at which the first of those waiting came, by {@link System#nanoTime()}. */
  private long since;

  public BatchAssembler(int batchSize, Duration batchWait) {
    this.batchSize = batchSize;
    this.batchWait = batchWait;
  }

  public void add(ConsumerRecords<byte[], byte[]> records, long now) {
    if (isEmpty()) {
      since = now;
    }
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        unfilled().add(partition, record, parser);
      }
    }
    positions.putAll(records.nextOffsets());
  }

  private PaymentBatch unfilled() {
    if (waiting.isEmpty() || waiting.getLast().isFull()) {
      waiting.add(spare.isEmpty() ? new PaymentBatch(batchSize) : spare.poll());
    }
    return waiting.getLast();
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * The time at which the first of those waiting was written, since 1970; negative where none
   * waits.
   */
  public long oldest() {
    return waiting.isEmpty() ? -1 : waiting.getFirst().oldest();
  }

  /** Tells whether there is a batch that is filled no further. */
  public boolean isFull() {
    return waiting.size() > 1 || (!waiting.isEmpty() && waiting.getFirst().isFull());
  }

  /** The time until a batch is due: zero where it is already, also by being full. */
  public Duration dueIn(long now) {
    if (isFull()) {
      return Duration.ZERO;
    }
    Duration left = batchWait.minusNanos(now - since);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Takes the oldest batch, full or not.
   *
   * @throws java.util.NoSuchElementException where there is none
   */
  public PaymentBatch cut(long now) {
    PaymentBatch batch = waiting.remove();
    since = now;
    if (waiting.isEmpty()) {
      // Nothing is left before them: so that no transaction marker looks like a lag.
      batch.reaches(positions);
      positions.clear();
    }
    return batch;
  }

  /** Takes back a batch that nobody needs any more. */
  public void recycle(PaymentBatch batch) {
    batch.clear();
    spare.add(batch);
  }

  /** These partitions are others' now: what waits of them is theirs to read. */
  public void forget(Collection<TopicPartition> partitions) {
    waiting.forEach(batch -> batch.drop(partitions));
    waiting.removeIf(batch -> batch.records() == 0);
    positions.keySet().removeAll(partitions);
  }
}
