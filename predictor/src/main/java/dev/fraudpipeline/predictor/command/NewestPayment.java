package dev.fraudpipeline.predictor.command;

import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Finds one of the newest payments of a topic, as a member of no group. */
final class NewestPayment {
  private static final int PATIENCE_MS = 5_000;

  /** The last offsets of a partition may hold the marks of transactions. */
  private static final long LOOK_BACK = 10;

  private final KafkaClients kafka;
  private final String topic;

  NewestPayment(KafkaClients kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  /** Empty where the topic has none, or Kafka is not there, which is told elsewhere. */
  Optional<Payment> find() {
    Map<String, Object> impatient =
        Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    Consumer<byte[], byte[]> consumer = kafka.reader(impatient);
    try {
      return find(consumer);
    } catch (KafkaException e) {
      return Optional.empty();
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private Optional<Payment> find(Consumer<byte[], byte[]> consumer) {
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      return Optional.empty();
    }
    List<TopicPartition> partitions =
        infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<TopicPartition> filled =
        partitions.stream().filter(p -> ends.get(p) > beginnings.get(p)).toList();
    if (filled.isEmpty()) {
      return Optional.empty();
    }
    consumer.assign(filled);
    filled.forEach(p -> consumer.seek(p, Math.max(beginnings.get(p), ends.get(p) - LOOK_BACK)));
    PaymentParser parser = new PaymentParser();
    long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MS).toNanos();
    while (System.nanoTime() < end
        && filled.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      Optional<Payment> newest =
          StreamSupport.stream(consumer.poll(Duration.ofMillis(200)).spliterator(), false)
              .sorted(
                  Comparator.<ConsumerRecord<?, ?>>comparingLong(ConsumerRecord::timestamp)
                      .reversed())
              .map(record -> parser.readOne(record.value()))
              .filter(Payment.class::isInstance)
              .map(Payment.class::cast)
              .findFirst();
      if (newest.isPresent()) {
        return newest;
      }
    }
    return Optional.empty();
  }
}
