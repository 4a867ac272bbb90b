package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * The records that a batch's rows were read from, their keys, values and headers untouched: to be
 * had back for a row that the table does not take. Not thread-safe.
 */
final class SourceRecords {
  /** Stands for the length of what is null. */
  private static final int NONE = -1;

  /** A payment's message has some 680, with its key and headers. */
  private static final int USUAL_BYTES = 740;

  /** Each a record's key, value and headers, each of them behind its length. */
  private final PackedBytes slices;

  private TopicPartition[] partitions;
  private long[] offsets;

  /**
   * @param expected how many records there is room for from the start, at least 1
   */
  SourceRecords(int expected) {
    slices = new PackedBytes((long) expected * USUAL_BYTES);
    partitions = new TopicPartition[expected];
    offsets = new long[expected];
  }

  /** Forgets all. */
  void clear() {
    slices.clear();
  }

  /**
   * Takes one more.
   *
   * @param partition the record's
   */
  void add(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
    int i = slices.size();
    if (i == partitions.length) {
      partitions = Arrays.copyOf(partitions, 2 * i);
      offsets = Arrays.copyOf(offsets, 2 * i);
    }
    partitions[i] = partition;
    offsets[i] = record.offset();
    Header[] headers = record.headers().toArray();
    ByteBuffer bytes = slices.next(most(record, headers));
    put(bytes, record.key());
    put(bytes, record.value());
    for (Header header : headers) {
      put(bytes, header.key().getBytes(UTF_8));
      put(bytes, header.value());
    }
    slices.end();
  }

  private static int most(ConsumerRecord<byte[], byte[]> record, Header[] headers) {
    int most = most(record.key()) + most(record.value());
    for (Header header : headers) {
      most += Integer.BYTES + 3 * header.key().length() + most(header.value());
    }
    return most;
  }

  private static int most(byte[] nullable) {
    return Integer.BYTES + (nullable == null ? 0 : nullable.length);
  }

  private static void put(ByteBuffer bytes, byte[] nullable) {
    bytes.putInt(nullable == null ? NONE : nullable.length);
    if (nullable != null) {
      bytes.put(nullable);
    }
  }

  private static byte[] get(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length == NONE) {
      return null;
    }
    byte[] got = new byte[length];
    bytes.get(got);
    return got;
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
    }
  }

  /** The record as it was read, but for its time. */
  ConsumerRecord<byte[], byte[]> record(int i) {
    int from = slices.start(i);
    ByteBuffer bytes = ByteBuffer.wrap(slices.array(), from, slices.start(i + 1) - from);
    byte[] key = get(bytes);
    byte[] value = get(bytes);
    RecordHeaders headers = new RecordHeaders();
    while (bytes.hasRemaining()) {
      headers.add(new String(get(bytes), UTF_8), get(bytes));
    }
    return new ConsumerRecord<>(
        partitions[i].topic(),
        partitions[i].partition(),
        offsets[i],
        ConsumerRecord.NO_TIMESTAMP,
        TimestampType.NO_TIMESTAMP_TYPE,
        key == null ? ConsumerRecord.NULL_SIZE : key.length,
        value == null ? ConsumerRecord.NULL_SIZE : value.length,
        key,
        value,
        headers,
        Optional.empty());
  }
}
