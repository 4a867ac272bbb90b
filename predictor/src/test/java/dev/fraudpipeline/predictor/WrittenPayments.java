package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes payments to a test's own topic_1, numbered on from 0, of a few cards in turn, and what is
 * no payment; and remembers what it wrote. Not thread-safe.
 */
final class WrittenPayments implements AutoCloseable {
  static final int PARTITIONS = 3;

  /** All but the last digits of every card. */
  static final String CARD = "485548815813169";

  /** Enough for each partition to have some. */
  private static final int CARDS = 16;

  private static final long FIRST_CARD = 4_855_488_158_131_690_372L;

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Integer> partitions = new ArrayList<>();
  private int unreadable;

  WrittenPayments(String bootstrapServers, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // Of a topic that is just being made, the leader may refuse one request and take
                // the next.
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                // Else it forgets the topic while Kafka is away, and send() waits.
                CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
                "none",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Stage.DEFINITELY_TOO_SLOW.toMillis()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Writes so many payments more. */
  void write(int payments) {
    for (int i = 0; i < payments; i++) {
      write(Payments.document(payments()));
    }
  }

  /** Writes one payment more, that has this document but for its card. */
  void write(String document) {
    String card = Long.toString(FIRST_CARD + payments() % CARDS);
    byte[] key = card.getBytes(UTF_8);
    send(key, document.replace(Long.toString(FIRST_CARD), card).getBytes(UTF_8));
    partitions.add(BuiltInPartitioner.partitionForKey(key, PARTITIONS));
  }

  /** Writes what is no payment, and is to be rejected; null where there is no key or value. */
  void writeUnreadable(String key, String value) {
    send(key == null ? null : key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
    unreadable++;
  }

  /** Writes what is not counted. */
  void send(byte[] key, byte[] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
    PipelineHeaders.add(record.headers(), PipelineHeaders.FETCHED_AT, "1730134684000");
    var unused = producer.send(record);
  }

  /** Waits until Kafka has all of it. */
  void flush() {
    producer.flush();
  }

  /** How many payments were written. */
  int payments() {
    return partitions.size();
  }

  /** How many things were written that are no payment. */
  int unreadable() {
    return unreadable;
  }

  /** The payments of a partition, in their order: by its offsets, where all are payments. */
  List<Integer> inPartition(int partition) {
    return IntStream.range(0, payments())
        .filter(i -> partitions.get(i) == partition)
        .boxed()
        .toList();
  }

  /** The payments of the partition that this one is in, itself included. */
  List<Integer> besides(int payment) {
    return inPartition(partitions.get(payment));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
