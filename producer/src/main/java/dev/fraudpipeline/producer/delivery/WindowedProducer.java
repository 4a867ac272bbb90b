package dev.fraudpipeline.producer.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * One Kafka client, and what is under way in it: never more than its buffer takes without waiting.
 * Not thread-safe; outcomes come on the client's own thread and are handed over by {@link
 * #outcome()}.
 */
public final class WindowedProducer implements AutoCloseable {
  /** The properties that its client must have: records wait for Kafka without a limit of time. */
  public static final Map<String, Object> REQUIRED =
      Map.of(
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          Integer.MAX_VALUE,
          // A record that the client cannot take yet is handed over again, in its place.
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          2_000,
          // A broker that starts again remembers only the last batch of each producer and partition
          // (its producer snapshot holds no more). Of several in flight it would take the others
          // for out of sequence, and the client would write them a second time.
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          1,
          // Else the client forgets the topics while no broker answers (KIP-1102), and send() waits
          // before its buffer is full.
          CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
          "none");

  /** So much is under way at most; a quarter of the client's default buffer. */
  private static final long WINDOW_BYTES = 4 << 20;

  private final Producer<byte[], byte[]> producer;
  private final Runnable wakeUp;
  private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

  private int underWay;
  private long bytesUnderWay;
  private long progressNanos = System.nanoTime();

  /** The reason for which the client did not take what is just handed to it. */
  private Optional<Exception> refusal = Optional.empty();

  /**
   * @param wakeUp is run for each outcome
   */
  public WindowedProducer(Producer<byte[], byte[]> producer, Runnable wakeUp) {
    this.producer = producer;
    this.wakeUp = wakeUp;
  }

  /** Kafka's word on a record: no failure where it has it. */
  record Outcome(OutgoingRecord outgoing, Optional<Exception> failure) {}

  /** Tells whether there is room for a record. */
  boolean hasRoomFor(OutgoingRecord outgoing) {
    return underWay == 0 || bytesUnderWay + outgoing.bytes() <= WINDOW_BYTES;
  }

  /**
   * Hands a record to the client.
   *
   * @return why the client did not take it; empty where it did, and an outcome will come
   */
  Optional<Exception> send(OutgoingRecord outgoing) {
    Thread sender = Thread.currentThread();
    refusal = Optional.empty();
    // The callback tells all that the future would.
    Future<RecordMetadata> unused =
        producer.send(
            outgoing.record(),
            (metadata, e) -> {
              if (Thread.currentThread() == sender) {
                refusal = Optional.ofNullable(e);
              } else {
                outcomes.add(new Outcome(outgoing, Optional.ofNullable(e)));
                wakeUp.run();
              }
            });
    if (refusal.isEmpty()) {
      if (underWay == 0) {
        progressNanos = System.nanoTime();
      }
      underWay++;
      bytesUnderWay += outgoing.bytes();
    }
    return refusal;
  }

  /** The next outcome of a record, which is not under way any more; empty where there is none. */
  Optional<Outcome> outcome() {
    Outcome outcome = outcomes.poll();
    if (outcome != null) {
      underWay--;
      bytesUnderWay -= outcome.outgoing().bytes();
      progressNanos = System.nanoTime();
    }
    return Optional.ofNullable(outcome);
  }

  /** The time since Kafka's last word on what is under way; zero where nothing is. */
  Duration silence() {
    return underWay == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - progressNanos);
  }

  /** Closes the client at once: what is under way is sent again by the next one. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
