package dev.fraudpipeline.benchmark.predictor;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.benchmark.measure.SteadyPace;
import dev.fraudpipeline.benchmark.run.PlainProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The least that exactly once costs: records are read, sent as they are, and committed with their
 * offsets, in transactions of one interval, in one thread. Batches are large, so that the bar is
 * not low.
 */
final class EosCopy {
  private static final int BATCH_BYTES = 64 * 1024;
  private static final int MOST_RECORDS = 2_000;
  private static final Duration POLL = Duration.ofMillis(50);

  private static final Pattern RATE = Pattern.compile("(?m)^([0-9.]+) payments/s$");

  private EosCopy() {}

  /**
   * Copies, in a process of its own, as the predictor has one.
   *
   * @param jar holds this class and what it needs
   * @param to also the name of its group
   * @param records so many are in the topic
   * @return records a second, by the clock of {@link SteadyPace}
   */
  static double perSecond(
      Path jar, String bootstrapServers, String from, String to, long records, Duration interval)
      throws BenchmarkFailedException, IOException, InterruptedException {
    return PlainProgram.perSecond(
        jar,
        EosCopy.class.getName(),
        RATE,
        bootstrapServers,
        from,
        to,
        Long.toString(records),
        Long.toString(interval.toMillis()));
  }

  /** That process: BOOTSTRAP_SERVERS FROM TO RECORDS INTERVAL_MS. */
  public static void main(String... arguments) {
    double rate =
        copy(
            arguments[0],
            arguments[1],
            arguments[2],
            Long.parseLong(arguments[3]),
            Duration.ofMillis(Long.parseLong(arguments[4])));
    System.out.printf(Locale.ROOT, "%.1f payments/s%n", rate);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the commit throws what made a send fail
  private static double copy(
      String bootstrapServers, String from, String to, long records, Duration interval) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers, to);
        KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers, to)) {
      SteadyPace pace = new SteadyPace(records, System.nanoTime());
      producer.initTransactions();
      consumer.subscribe(List.of(from));
      long copied = 0;
      while (!pace.isDone()) {
        ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
        if (batch.isEmpty()) {
          continue;
        }
        producer.beginTransaction();
        long commitNanos = System.nanoTime() + interval.toNanos();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        while (true) {
          for (ConsumerRecord<byte[], byte[]> record : batch) {
            producer.send(
                new ProducerRecord<>(to, null, record.key(), record.value(), record.headers()));
          }
          copied += batch.count();
          offsets.putAll(batch.nextOffsets());
          if (copied >= records || System.nanoTime() - commitNanos >= 0) {
            break;
          }
          batch = consumer.poll(POLL);
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
        pace.see(copied, System.nanoTime());
      }
      return pace.perSecond();
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String group) {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    configuration.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
    return new KafkaConsumer<>(
        configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers, String id) {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    configuration.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    configuration.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    return new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
