package dev.fraudpipeline.sink;

import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes topic_2 as predictors do, a transaction with each run: payments, some of them again, some
 * records that are none, and now and then a transaction that is aborted. Used by one thread, and by
 * another once that is done.
 */
final class TransactionalFeed implements Runnable, AutoCloseable {
  private static final int RECORDS = 100;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Random random;
  private final Set<String> payments = new HashSet<>();
  private final Set<String> bad = new HashSet<>();
  private int next;

  TransactionalFeed(String bootstrapServers, String topic, long seed) {
    this.topic = topic;
    this.random = new Random(seed);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "feed"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  @Override
  public void run() {
    boolean aborted = random.nextInt(10) == 0;
    producer.beginTransaction();
    for (int i = 0; i < RECORDS; i++) {
      int number = next++;
      String key = "k" + number % 97;
      if (random.nextInt(100) == 0) {
        String value = "no payment " + number;
        send(key, value);
        if (!aborted) {
          bad.add(value);
        }
        continue;
      }
      boolean again = next > RECORDS && random.nextInt(20) == 0;
      String transNum = (aborted ? "aborted" : "t") + (again ? random.nextInt(number) : number);
      send(key, Predictions.message(transNum, number % 2));
      if (!aborted) {
        payments.add(transNum);
      }
    }
    if (aborted) {
      producer.abortTransaction();
    } else {
      producer.commitTransaction();
    }
  }

  private void send(String key, String value) {
    // The commit throws what became of it.
    Future<?> unused = producer.send(Predictions.record(topic, key, value));
  }

  /** The {@code trans_num} of every payment that was committed. */
  Set<String> payments() {
    return payments;
  }

  /** The value of every other record that was committed; each is there once. */
  Set<String> bad() {
    return bad;
  }

  @Override
  public void close() {
    producer.close();
  }
}
