package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.schema.PaymentReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that were read and wait for their batch, in the order they came. Bounded by its user, who
 * reads no more while it {@link #isFull()}. Not thread-safe.
 */
final class Backlog {
  /** Keys and values of one batch, in bytes: for payments of unusual length in a small heap. */
  private static final long LONGEST_BATCH = 4 << 20;

  private final int batchSize;
  private final Duration batchWait;
  private final PaymentReader reader = new PaymentReader();
  private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

  /** Behind all that was read, transaction markers included. */
  private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();

  private long bytes;

  /** When the first of those waiting came, by {@link System#nanoTime()}. */
  private long since;

  Backlog(int batchSize, Duration batchWait) {
    this.batchSize = batchSize;
    this.batchWait = batchWait;
  }

  void add(ConsumerRecords<byte[], byte[]> records, long now) {
    if (waiting.isEmpty()) {
      since = now;
    }
    for (ConsumerRecord<byte[], byte[]> record : records) {
      waiting.add(record);
      bytes += size(record);
    }
    positions.putAll(records.nextOffsets());
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** When the first of those waiting was written, since 1970; negative where none waits. */
  long oldest() {
    return waiting.isEmpty() ? -1 : waiting.peekFirst().timestamp();
  }

  /** Whether there is a whole batch. */
  boolean isFull() {
    return waiting.size() >= batchSize || bytes >= LONGEST_BATCH;
  }

  /** How long until a batch is due: zero where it is already, also by being full. */
  Duration dueIn(long now) {
    if (isFull()) {
      return Duration.ZERO;
    }
    Duration left = batchWait.minusNanos(now - since);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Takes the oldest records, as many as make a batch or as there are. */
  Batch cut(long now) {
    List<ConsumerRecord<byte[], byte[]>> records =
        new ArrayList<>(Math.min(batchSize, waiting.size()));
    Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
    long taken = 0;
    while (!waiting.isEmpty() && records.size() < batchSize && taken < LONGEST_BATCH) {
      ConsumerRecord<byte[], byte[]> record = waiting.poll();
      records.add(record);
      taken += size(record);
      behind.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
    }
    bytes -= taken;
    since = now;
    if (waiting.isEmpty()) {
      // Nothing is left before them: so that no transaction marker looks like a lag.
      behind.putAll(positions);
      positions.clear();
    }
    return Batch.of(records, behind, reader);
  }

  /** These partitions are others' now: what waits of them is theirs to read. */
  void forget(Collection<TopicPartition> partitions) {
    waiting.removeIf(
        record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
    positions.keySet().removeAll(partitions);
    bytes = waiting.stream().mapToLong(Backlog::size).sum();
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    return (long) Math.max(0, record.serializedKeySize())
        + Math.max(0, record.serializedValueSize());
  }
}
