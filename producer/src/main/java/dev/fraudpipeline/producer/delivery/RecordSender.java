package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.lifecycle.Outage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Hands records to one Kafka client, in their order and as there is room, and takes note of what
 * Kafka says to them. Not thread-safe.
 */
public final class RecordSender implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(200);

  /** Beyond this, Kafka is not slow but away. */
  private static final Duration SLOW = Duration.ofSeconds(5);

  private final WindowedProducer producer;
  private final RecordFactory factory;
  private final UnsentAnswers unsent;
  private final Outage kafka;
  private final StallDetector stalls;
  private final ShutdownDeadline deadline;
  private final DeliveryMetrics metrics;

  /** Too large for their topic, to be sent in another form. */
  private final Queue<OutgoingRecord> tooLarge = new ArrayDeque<>();

  /**
   * @param kafka outlives the client, as {@code stalls} does
   */
  public RecordSender(
      WindowedProducer producer,
      RecordFactory factory,
      UnsentAnswers unsent,
      Outage kafka,
      StallDetector stalls,
      ShutdownDeadline deadline,
      DeliveryMetrics metrics) {
    this.producer = producer;
    this.factory = factory;
    this.unsent = unsent;
    this.kafka = kafka;
    this.stalls = stalls;
    this.deadline = deadline;
    this.metrics = metrics;
  }

  /** Whether the producer is to end, and nothing more is to be sent. */
  public boolean isOver() {
    return deadline.isStopping() && deadline.isDue(unsent.isEmpty(), kafka.isAway());
  }

  /**
   * Hands over a record, once there is room for it.
   *
   * @return false where the producer ends before that
   * @throws KafkaRefusal where operators must mend something first
   * @throws KafkaException where the client has failed
   */
  public boolean send(OutgoingRecord outgoing) throws KafkaRefusal, InterruptedException {
    while (!isOver()) {
      settle();
      if (!producer.hasRoomFor(outgoing)) {
        await();
        continue;
      }
      Optional<Exception> refusal = handOver(outgoing);
      if (refusal.isEmpty()) {
        return true;
      }
      if (refusal.get() instanceof TimeoutException timeout) {
        kafka.failed(reason(outgoing.record().topic(), timeout));
        watch();
      } else {
        failed(outgoing, refusal.get());
        return true;
      }
    }
    return false;
  }

  /** Tells why the client does not take a record now. */
  private static String reason(String topic, TimeoutException e) {
    boolean unknown = e.getMessage() != null && e.getMessage().contains("not present in metadata");
    return unknown
        ? "it does not tell of topic "
            + topic
            + ". Where other topics work, create it, or allow this user to describe it"
        : "it takes no more records for now; what is fetched waits in the journal";
  }

  /** Gives what the client throws, once it has failed for good, as it gives what it refuses. */
  private Optional<Exception> handOver(OutgoingRecord outgoing) {
    try {
      return producer.send(outgoing);
    } catch (KafkaException e) {
      return Optional.of(e);
    }
  }

  /** Takes note of what Kafka has said meanwhile. */
  private void settle() throws KafkaRefusal {
    for (Optional<WindowedProducer.Outcome> next = producer.outcome();
        next.isPresent();
        next = producer.outcome()) {
      OutgoingRecord outgoing = next.get().outgoing();
      if (next.get().failure().isPresent()) {
        failed(outgoing, next.get().failure().get());
      } else {
        kafka.succeeded();
        stalls.acknowledged();
        unsent.settled(outgoing);
      }
    }
  }

  /** Puts aside what is too large for its topic; any other failure is not the record's. */
  private void failed(OutgoingRecord outgoing, Exception failure) throws KafkaRefusal {
    if (!(failure instanceof RecordTooLargeException)) {
      throw KafkaRefusal.of(outgoing.record().topic(), failure);
    }
    tooLarge.add(outgoing);
  }

  /** Does what is due between two answers, whether there is another one or not. */
  public void turn() throws KafkaRefusal, InterruptedException {
    settle();
    watch();
    resize();
    unsent.tellSummary();
  }

  /** Waits for news: an answer in the journal, or a word of Kafka. */
  public void await() throws InterruptedException {
    watch();
    unsent.awaitNews(TURN);
  }

  private void watch() throws InterruptedException {
    metrics.turns();
    Duration silence = producer.silence();
    if (!kafka.isAway() && silence.compareTo(SLOW) > 0) {
      kafka.failed("it acknowledges nothing; what is fetched waits in the journal");
    }
    stalls.bear(silence);
  }

  /** Sends what is too large in another form. */
  private void resize() throws KafkaRefusal, InterruptedException {
    OutgoingRecord outgoing = tooLarge.poll();
    if (outgoing == null) {
      return;
    }
    try {
      Optional<OutgoingRecord> beginning = factory.beginningOf(outgoing);
      if (beginning.isEmpty()) {
        unsent.settled(outgoing);
      } else if (!send(beginning.get())) {
        tooLarge.add(outgoing);
      }
    } catch (IOException e) {
      tooLarge.add(outgoing);
      unsent.diskFailed("a record too large for its topic cannot be kept", e);
    }
  }

  /** Tells why Kafka refuses records, and waits, longer each time. */
  public void backOff(KafkaRefusal refusal) throws InterruptedException {
    kafka.failed(refusal.getMessage());
    deadline.await(kafka.nextDelay());
  }

  /** Closes the client at once: what is under way is sent again by the next one. */
  @Override
  public void close() {
    producer.close();
  }
}
