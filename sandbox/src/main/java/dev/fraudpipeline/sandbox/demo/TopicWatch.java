package dev.fraudpipeline.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.PaymentId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topic_2 and the topics for rejected records as any other reader of committed records would,
 * and remembers what the ledger asks for. Offsets alone could not tell: each transaction leaves
 * markers in topic_2 that count as offsets and are no records.
 *
 * <p>{@link #run} is for one thread of its own; the rest is thread-safe.
 */
final class TopicWatch implements Runnable, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASSIGN_INTERVAL = Duration.ofSeconds(2);
  private static final long RETRY_MILLIS = 1_000;

  private final Properties properties;
  private final String topic2;
  private final List<String> topics;

  private final Set<PaymentId> seen = new HashSet<>();
  private final Set<PaymentId> repeated = new HashSet<>();
  private final Set<PaymentId> frauds = new HashSet<>();
  private final RejectedThings rejected = new RejectedThings();
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** Offsets of topic_2's records that the sink had not committed when it was last asked. */
  private final Map<TopicPartition, Deque<Long>> uncommitted = new HashMap<>();

  private long scored;
  private volatile boolean closed;

  TopicWatch(Properties client, String topic2, List<String> rejectedTopics) {
    properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    this.topic2 = topic2;
    topics = new ArrayList<>(rejectedTopics);
    topics.add(topic2);
  }

  /** Reads until it is closed, whatever happens to the broker. */
  @Override
  public void run() {
    while (!closed) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        read(consumer);
      } catch (RuntimeException e) {
        log.warn("cannot read the topics: {}", e.toString());
        pause();
      }
    }
  }

  private void read(KafkaConsumer<byte[], byte[]> consumer) {
    long assigned = System.nanoTime() - ASSIGN_INTERVAL.toNanos();
    while (!closed) {
      if (consumer.assignment().isEmpty()
          || System.nanoTime() - assigned > ASSIGN_INTERVAL.toNanos()) {
        assigned = System.nanoTime();
        assign(consumer);
      }
      if (consumer.assignment().isEmpty()) {
        pause();
        continue;
      }
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      synchronized (this) {
        records.forEach(this::note);
        for (TopicPartition partition : consumer.assignment()) {
          positions.put(partition, consumer.position(partition));
        }
      }
    }
  }

  /** Takes partitions that have come into being, and goes on where it was with the others. */
  private void assign(KafkaConsumer<byte[], byte[]> consumer) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (Map.Entry<String, List<PartitionInfo>> topic : consumer.listTopics().entrySet()) {
      if (topics.contains(topic.getKey())) {
        topic.getValue().forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
      }
    }
    // An incomplete answer of a broker that just came up must not take anything away.
    partitions.addAll(consumer.assignment());
    Set<TopicPartition> added = new HashSet<>(partitions);
    added.removeAll(consumer.assignment());
    if (added.isEmpty()) {
      return;
    }
    consumer.assign(partitions);
    for (TopicPartition partition : added) {
      Long position;
      synchronized (this) {
        position = positions.get(partition);
      }
      if (position == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, position);
      }
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> message) {
    TopicPartition partition = new TopicPartition(message.topic(), message.partition());
    if (message.offset() < positions.getOrDefault(partition, 0L)) {
      return;
    }
    positions.put(partition, message.offset() + 1);
    if (!message.topic().equals(topic2)) {
      rejected.note(message.headers(), partition + "@" + message.offset());
      return;
    }
    scored++;
    uncommitted.computeIfAbsent(partition, p -> new ArrayDeque<>()).addLast(message.offset());
    try {
      JsonNode payment = JSON.readTree(message.value());
      PaymentId id =
          new PaymentId(
              payment.path(Column.TRANS_NUM.columnName()).asText(),
              payment.path(Column.UNIX_TIME.columnName()).asLong());
      if (!seen.add(id)) {
        repeated.add(id);
      }
      if (payment.path(Column.IS_FRAUD.columnName()).asInt() == 1) {
        frauds.add(id);
      }
    } catch (IOException e) {
      log.error("{}@{} is no JSON", partition, message.offset());
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Records of topic_2 that were read. */
  synchronized long scored() {
    return scored;
  }

  /** How many records of topic_2 lie behind what the sink has committed. */
  synchronized long backlog(Map<TopicPartition, Long> committed) {
    uncommitted.forEach(
        (partition, offsets) -> {
          long next = committed.getOrDefault(partition, 0L);
          while (!offsets.isEmpty() && offsets.getFirst() < next) {
            offsets.removeFirst();
          }
        });
    return uncommitted.values().stream().mapToLong(Deque::size).sum();
  }

  /** Whether it has read all partitions up to these offsets. */
  synchronized boolean hasRead(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** Payments that are in topic_2 more than once. */
  synchronized Set<PaymentId> repeated() {
    return Set.copyOf(repeated);
  }

  /** Payments that topic_2 calls fraud. */
  synchronized Set<PaymentId> frauds() {
    return Set.copyOf(frauds);
  }

  synchronized Set<String> rejectedIds() {
    return rejected.ids();
  }

  /** How many of these are answers of the API that the producer could not read at all. */
  synchronized long unreadableAnswers() {
    return rejected.unreadableAnswers();
  }

  /** Makes {@link #run} return soon. */
  @Override
  public void close() {
    closed = true;
  }
}
