package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
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

  /** A payment's message has some 700, with its place, key and headers. */
  private static final int USUAL_BYTES = 740;

  /** A record's place before its lengths: the partition's number, and the offset. */
  private static final int PLACE_BYTES = Integer.BYTES + Long.BYTES;

  /** Each a record's place, key, value and headers, what may be of any length behind its length. */
  private final PackedBytes records;

  /** Of the newest: a batch is read from one topic. */
  private String topic;

  /**
   * @param expected how many records there is room for from the start, at least 1
   */
  SourceRecords(int expected) {
    records = new PackedBytes((long) expected * USUAL_BYTES);
  }

  void clear() {
    records.clear();
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    topic = record.topic();
    Header[] headers = record.headers().toArray();
    ByteBuffer bytes = records.next(most(record, headers));
    bytes.putInt(record.partition()).putLong(record.offset());
    put(bytes, record.key());
    put(bytes, record.value());
    for (Header header : headers) {
      put(bytes, header.key().getBytes(UTF_8));
      put(bytes, header.value());
    }
    records.end();
  }

  private static int most(ConsumerRecord<byte[], byte[]> record, Header[] headers) {
    int most = PLACE_BYTES + most(record.key()) + most(record.value());
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

  /** The partition that one was read from. */
  TopicPartition partition(int i) {
    return new TopicPartition(topic, bytes(i).getInt());
  }

  private ByteBuffer bytes(int i) {
    int from = records.start(i);
    return ByteBuffer.wrap(records.array(), from, records.start(i + 1) - from);
  }

  /** Forgets some; the others move up. */
  void keepOnly(IntPredicate kept) {
    records.keepOnly(kept);
  }

  /** The record as it was read, but for its time. */
  ConsumerRecord<byte[], byte[]> record(int i) {
    ByteBuffer bytes = bytes(i);
    int partition = bytes.getInt();
    long offset = bytes.getLong();
    byte[] key = get(bytes);
    byte[] value = get(bytes);
    RecordHeaders headers = new RecordHeaders();
    while (bytes.hasRemaining()) {
      headers.add(new String(get(bytes), UTF_8), get(bytes));
    }
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
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
