package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * The topic that rejected records came from, where the whole is of what was rejected with its
 * beginning alone. Not thread-safe.
 */
final class SourceTopic implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("(.+)-(\\d{1,6})@(\\d{1,18})");
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaClients kafka;
  private final String topic;

  /** Null before the first is looked for: most replays look for none. */
  private Consumer<byte[], byte[]> consumer;

  SourceTopic(KafkaClients kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  /**
   * The record with this {@code rejected_id}, as it was read then; empty where retention has
   * deleted it.
   */
  Optional<ConsumerRecord<byte[], byte[]>> find(String id) {
    Matcher place = ID.matcher(id);
    if (!place.matches() || !place.group(1).equals(topic)) {
      return Optional.empty();
    }
    if (consumer == null) {
      consumer = kafka.reader(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1));
    }
    TopicPartition partition = new TopicPartition(topic, Integer.parseInt(place.group(2)));
    long offset = Long.parseLong(place.group(3));
    consumer.assign(List.of(partition));
    consumer.seek(partition, offset);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          return Optional.of(record).filter(found -> found.offset() == offset);
        }
      }
      return Optional.empty();
    } catch (OffsetOutOfRangeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }
}
