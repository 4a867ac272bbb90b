package dev.fraudpipeline.sink;

import dev.fraudpipeline.sink.copy.Slices;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The records that a batch's rows were read from, their keys and values untouched: to be had back
 * for a row that the table does not take. Not thread-safe.
 */
final class Originals {
  /** Stands for the length of a key that is null. */
  private static final int NONE = -1;

  /** A payment's message has some 580, with its key. */
  private static final int USUAL_BYTES = 640;

  /** Each a key with its value behind it. */
  private final Slices slices;

  private TopicPartition[] partitions;
  private long[] offsets;
  private int[] keyLengths;

  /**
   * @param expected how many records there is room for from the start, at least 1
   */
  Originals(int expected) {
    slices = new Slices((long) expected * USUAL_BYTES);
    partitions = new TopicPartition[expected];
    offsets = new long[expected];
    keyLengths = new int[expected];
  }

  /** Forgets all. */
  void clear() {
    slices.clear();
  }

  /**
   * Takes one more.
   *
   * @param record with a value
   */
  void add(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    byte[] value = record.value();
    int i = slices.size();
    if (i == partitions.length) {
      partitions = Arrays.copyOf(partitions, 2 * i);
      offsets = Arrays.copyOf(offsets, 2 * i);
      keyLengths = Arrays.copyOf(keyLengths, 2 * i);
    }
    partitions[i] = partition;
    offsets[i] = record.offset();
    keyLengths[i] = key == null ? NONE : key.length;
    ByteBuffer bytes = slices.next(Math.max(0, keyLengths[i]) + value.length);
    if (key != null) {
      bytes.put(key);
    }
    bytes.put(value);
    slices.end();
  }

  /** Where one was read. */
  TopicPartition partition(int i) {
    return partitions[i];
  }

  /** Forgets some; the others move up. */
  void keepOnly(IntPredicate kept) {
    int[] left = new int[slices.size()];
    int count = 0;
    for (int i = 0; i < left.length; i++) {
      if (kept.test(i)) {
        left[count] = i;
        count++;
      }
    }
    slices.keepOnly(kept);
    for (int i = 0; i < count; i++) {
      partitions[i] = partitions[left[i]];
      offsets[i] = offsets[left[i]];
      keyLengths[i] = keyLengths[left[i]];
    }
  }

  /** The record as it was read, but for its time and its headers. */
  ConsumerRecord<byte[], byte[]> record(int i) {
    int from = slices.start(i);
    boolean hasKey = keyLengths[i] != NONE;
    int value = hasKey ? from + keyLengths[i] : from;
    return new ConsumerRecord<>(
        partitions[i].topic(),
        partitions[i].partition(),
        offsets[i],
        hasKey ? Arrays.copyOfRange(slices.array(), from, value) : null,
        Arrays.copyOfRange(slices.array(), value, slices.start(i + 1)));
  }
}
