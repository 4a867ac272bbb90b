package dev.fraudpipeline.benchmark.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts and weighs records: offsets would count the markers of transactions, too. */
public final class CommittedRecords {
  private static final Duration POLL = Duration.ofMillis(100);

  private CommittedRecords() {}

  /** How many committed records a topic holds now. */
  public static long count(String bootstrapServers, String topic) {
    return read(bootstrapServers, topic).getCount();
  }

  /** The size of its records: keys, values and headers. */
  public static int meanBytes(String bootstrapServers, String topic) {
    return (int) Math.round(read(bootstrapServers, topic).getAverage());
  }

  private static LongSummaryStatistics read(String bootstrapServers, String topic) {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    LongSummaryStatistics sizes = new LongSummaryStatistics();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(POLL).forEach(record -> sizes.accept(bytes(record)));
      }
    }
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
