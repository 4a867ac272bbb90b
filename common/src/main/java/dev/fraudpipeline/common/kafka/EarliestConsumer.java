package dev.fraudpipeline.common.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls as {@code auto.offset.reset=earliest} would, but does not keep quiet when records were
 * deleted by retention before they were read. Not thread-safe: used by the consumer's thread.
 */
public final class EarliestConsumer {
  private static final Logger log = LoggerFactory.getLogger(EarliestConsumer.class);

  private final Consumer<byte[], byte[]> consumer;
  private final LongConsumer lost;

  /**
   * @param consumer with {@code auto.offset.reset=none}
   * @param lost is told how many offsets were deleted before they were read
   */
  public EarliestConsumer(Consumer<byte[], byte[]> consumer, LongConsumer lost) {
    this.consumer = consumer;
    this.lost = lost;
  }

  /** Polls; empty also where a partition had to be set to its beginning first. */
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      return consumer.poll(timeout);
    } catch (NoOffsetForPartitionException e) {
      // Throws for the first partitions it meets; the others follow with the next polls.
      consumer.seekToBeginning(e.partitions());
    } catch (OffsetOutOfRangeException e) {
      skipDeleted(e.offsetOutOfRangePartitions());
    }
    return ConsumerRecords.empty();
  }

  private void skipDeleted(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(positions.keySet());
    positions.forEach(
        (partition, position) -> {
          long beginning = beginnings.get(partition);
          if (position < beginning) {
            lost.accept(beginning - position);
            log.error(
                "{}: offsets {} to {} were deleted by retention before they were read; going on at"
                    + " {}. Raise retention.ms of the topic",
                partition,
                position,
                beginning - 1,
                beginning);
          } else {
            log.error(
                "{}: the topic ends before offset {}, as after it was deleted and made again;"
                    + " beginning at {}",
                partition,
                position,
                beginning);
          }
          consumer.seek(partition, beginning);
        });
  }
}
