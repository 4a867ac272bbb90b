package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic of rejected records from its beginning to where it ended when this was made, as
 * often as it is asked, without a group. Not thread-safe.
 */
final class RejectedTopicReader implements AutoCloseable {
  private static final int PATIENCE_MS = 15_000;

  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Longer than a transaction of this pipeline can stay open after its process died: its time-out,
   * and the broker's own interval of looking for such.
   */
  private static final Duration STALLED = Duration.ofSeconds(40);

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;

  /**
   * @throws ReplayFailedException where there is no such topic
   * @throws org.apache.kafka.common.KafkaException where Kafka does not answer or allow it
   */
  RejectedTopicReader(KafkaClients kafka, String topic) {
    this.topic = topic;
    this.consumer = kafka.reader(Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS));
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions == null || partitions.isEmpty()) {
        throw new ReplayFailedException(
            "topic "
                + topic
                + " is missing, or hidden from this user: nothing was rejected yet, or"
                + " READ on it must be granted",
            null);
      }
      consumer.assign(
          partitions.stream().map(info -> new TopicPartition(topic, info.partition())).toList());
      this.ends = ends(kafka);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Where the topic ends, transactions that are not finished included: one of others may lie before
   * a mark that an earlier replay made, and hide it from readers until it is finished.
   */
  private Map<TopicPartition, Long> ends(KafkaClients kafka) {
    try (Consumer<byte[], byte[]> uncommitted =
        kafka.reader(
            Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_UNCOMMITTED.toString(),
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MS))) {
      return uncommitted.endOffsets(consumer.assignment());
    }
  }

  /**
   * Reads all of it.
   *
   * @throws ReplayFailedException where it does not come to the end
   */
  void read(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    consumer.seekToBeginning(ends.keySet());
    Map<TopicPartition, Long> positions = positions();
    long progressed = System.nanoTime();
    while (!isAtEnd(positions)) {
      for (ConsumerRecord<byte[], byte[]> record : poll()) {
        if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
          each.accept(record);
        }
      }
      Map<TopicPartition, Long> now = positions();
      if (!now.equals(positions)) {
        positions = now;
        progressed = System.nanoTime();
      } else if (System.nanoTime() - progressed > STALLED.toNanos()) {
        throw new ReplayFailedException(
            "topic "
                + topic
                + " cannot be read to its end: Kafka is away, or somebody's transaction is not"
                + " finished. Run it again later",
            null);
      }
    }
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      // Its retention is not what it should be: what was deleted meanwhile is gone.
      consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
      return ConsumerRecords.empty();
    }
  }

  private Map<TopicPartition, Long> positions() {
    return ends.keySet().stream().collect(Collectors.toMap(p -> p, consumer::position));
  }

  private boolean isAtEnd(Map<TopicPartition, Long> positions) {
    return ends.entrySet().stream().allMatch(end -> positions.get(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
