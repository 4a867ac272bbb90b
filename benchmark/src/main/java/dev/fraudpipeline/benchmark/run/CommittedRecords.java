package dev.fraudpipeline.benchmark.run;

import dev.fraudpipeline.sandbox.kafka.TopicContents;
import java.util.LongSummaryStatistics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Counts and weighs records: offsets would count the markers of transactions, too. */
public final class CommittedRecords {
  private CommittedRecords() {}

  /** Counts the committed records that a topic holds now. */
  public static long count(String bootstrapServers, String topic) {
    return read(bootstrapServers, topic).getCount();
  }

  /** The size of its records: keys, values and headers. */
  public static int meanBytes(String bootstrapServers, String topic) {
    return (int) Math.round(read(bootstrapServers, topic).getAverage());
  }

  private static LongSummaryStatistics read(String bootstrapServers, String topic) {
    LongSummaryStatistics sizes = new LongSummaryStatistics();
    TopicContents.forEachCommitted(bootstrapServers, topic, record -> sizes.accept(bytes(record)));
    return sizes;
  }

  private static long bytes(ConsumerRecord<byte[], byte[]> record) {
    long bytes =
        Math.max(0L, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    for (Header header : record.headers()) {
      bytes += header.key().length() + header.value().length;
    }
    return bytes;
  }
}
