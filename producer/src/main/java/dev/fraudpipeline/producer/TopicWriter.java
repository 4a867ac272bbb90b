package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.daemon.Outage;
import dev.fraudpipeline.common.kafka.Headers;
import dev.fraudpipeline.common.rejected.RejectedCode;
import dev.fraudpipeline.common.rejected.RejectedRecords;
import dev.fraudpipeline.common.rejected.Rejection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records and keeps each in {@link Unacknowledged} until Kafka has it. One Kafka client long:
 * when that fails, all that is left is sent again, in order, by the next writer.
 *
 * <p>Not thread-safe, except {@link #cutShort()}.
 */
final class TopicWriter implements AutoCloseable {
  /** How long what is in hand may take to be acknowledged once the daemon stops. */
  private static final Duration LAST_SENDS = Duration.ofSeconds(4);

  /** What the writer needs of its client: records wait for Kafka without a limit of time. */
  static final Map<String, Object> REQUIRED =
      Map.of(
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE,
          ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE,
          // A broker that starts again remembers only the last batch of each producer and partition
          // (its producer snapshot holds no more). Of several in flight it would take the others
          // for out of sequence, and the client would write them a second time.
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1,
          // Else the client forgets the topics while no broker answers (KIP-1102), and send() waits
          // before its buffer is full.
          CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");

  /** Beyond this, Kafka is not slow but away. */
  private static final Duration SLOW = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(TopicWriter.class);

  private final Producer<byte[], byte[]> producer;
  private final Unacknowledged unacknowledged;
  private final RejectedRecords rejected;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Outage outage = new Outage(log, "Kafka");

  TopicWriter(
      Producer<byte[], byte[]> producer, Unacknowledged unacknowledged, RejectedRecords rejected) {
    this.producer = producer;
    this.unacknowledged = unacknowledged;
    this.rejected = rejected;
  }

  /** Sends again, in order, what an earlier writer left. */
  void sendLeftOvers() {
    unacknowledged.snapshot().forEach(entry -> send(entry.getKey(), entry.getValue()));
  }

  /**
   * Sends a record, without waiting for its acknowledgement. Waits while the client's buffer is
   * full, which it is where Kafka is away for long.
   *
   * @throws KafkaException where the client has failed; the record is kept
   */
  void send(ProducerRecord<byte[], byte[]> record) {
    send(unacknowledged.add(record), record);
  }

  private void send(long number, ProducerRecord<byte[], byte[]> record) {
    throwIfFailed();
    // The callback tells all that the future would.
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (metadata, e) -> {
              if (e == null) {
                unacknowledged.acknowledged(number);
              } else if (e instanceof RecordTooLargeException) {
                failure.compareAndSet(null, tooLarge(number, record));
              } else {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Puts the beginning of a record that no topic takes into its place, to be sent anew. */
  private KafkaException tooLarge(long number, ProducerRecord<byte[], byte[]> record) {
    int size = record.value().length;
    if (size <= RejectedRecords.TRUNCATED_LENGTH) {
      return new KafkaException(
          "topic " + record.topic() + " refuses a record of " + size + " bytes");
    }
    log.error(
        "topic {} refuses {} bytes for their size: only the first {} are kept, in the topic of"
            + " rejected records. Raise max.message.bytes of the topic and max.request.size",
        record.topic(),
        size,
        RejectedRecords.TRUNCATED_LENGTH);
    ProducerRecord<byte[], byte[]> beginning =
        rejected.of(
            UUID.randomUUID().toString(),
            new Rejection(
                RejectedCode.TOO_LARGE,
                size + " bytes are more than topic " + record.topic() + " takes"),
            record.key(),
            Arrays.copyOf(record.value(), RejectedRecords.TRUNCATED_LENGTH));
    Headers.add(beginning.headers(), Headers.REJECTED_TRUNCATED, "true");
    unacknowledged.replace(number, beginning);
    return new KafkaException("a record was too large, its beginning is sent anew");
  }

  /** Tells operators when Kafka stops to acknowledge, and when it goes on. To be called often. */
  void watch() {
    if (unacknowledged.oldestWait().compareTo(SLOW) > 0) {
      outage.failed("it acknowledges nothing; what is fetched is kept");
    } else {
      outage.succeeded();
    }
  }

  /**
   * Where the client has failed for good, says so.
   *
   * @throws KafkaException with what made it fail
   */
  void throwIfFailed() {
    Exception e = failure.get();
    if (e != null) {
      throw new KafkaException("sending failed: " + e.getMessage(), e);
    }
  }

  /**
   * Gives up a {@link #send} that waits for Kafka, a few seconds from now. For the thread that
   * stops the daemon.
   */
  void cutShort() {
    CompletableFuture.delayedExecutor(LAST_SENDS.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> producer.close(Duration.ZERO));
  }

  /** Waits for the acknowledgements that are still due, a few seconds at most. */
  @Override
  public void close() {
    producer.close(LAST_SENDS);
  }
}
