package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.producer.ProducerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Hands parcels to one Kafka client, in their order and as there is room, and takes note of what
 * Kafka says to them. Not thread-safe.
 */
public final class RecordSender implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(200);

  private final WindowedProducer writer;
  private final RecordFactory parcels;
  private final UnsentAnswers backlog;
  private final KafkaRefusal health;
  private final StallDetector patience;
  private final ShutdownDeadline ending;
  private final ProducerMetrics metrics;
  private final WakeUpSignal wake;

  /** Too large for their topic, to be sent in another form. */
  private final Queue<OutgoingRecord> tooLarge = new ArrayDeque<>();

  public RecordSender(
      WindowedProducer writer,
      RecordFactory parcels,
      UnsentAnswers backlog,
      KafkaRefusal health,
      StallDetector patience,
      ShutdownDeadline ending,
      ProducerMetrics metrics,
      WakeUpSignal wake) {
    this.writer = writer;
    this.parcels = parcels;
    this.backlog = backlog;
    this.health = health;
    this.patience = patience;
    this.ending = ending;
    this.metrics = metrics;
    this.wake = wake;
  }

  /** Whether the producer is to end, and nothing more is to be sent. */
  public boolean isOver() {
    return ending.isStopping() && ending.isDue(backlog.isEmpty(), health.isAway());
  }

  /**
   * Hands over a parcel, once there is room for it.
   *
   * @return false where the producer ends before that
   * @throws KafkaRefusedException where operators must mend something first
   * @throws KafkaException where the client has failed
   */
  public boolean send(OutgoingRecord parcel) throws KafkaRefusedException, InterruptedException {
    while (!isOver()) {
      settle();
      if (!writer.hasRoomFor(parcel)) {
        await();
        continue;
      }
      Optional<Exception> refusal = handOver(parcel);
      if (refusal.isEmpty()) {
        return true;
      }
      if (refusal.get() instanceof TimeoutException timeout) {
        health.takesNothing(parcel.record().topic(), timeout);
        watch();
      } else if (refusal.get() instanceof RecordTooLargeException) {
        tooLarge.add(parcel);
        return true;
      } else {
        throw KafkaRefusal.sort(parcel.record().topic(), refusal.get());
      }
    }
    return false;
  }

  /** Gives what the client throws, once it has failed for good, as it gives what it refuses. */
  private Optional<Exception> handOver(OutgoingRecord parcel) {
    try {
      return writer.send(parcel);
    } catch (KafkaException e) {
      return Optional.of(e);
    }
  }

  /** Takes note of what Kafka has said meanwhile. */
  private void settle() throws KafkaRefusedException {
    for (Optional<WindowedProducer.Outcome> next = writer.outcome();
        next.isPresent();
        next = writer.outcome()) {
      OutgoingRecord parcel = next.get().parcel();
      Exception failure = next.get().failure().orElse(null);
      if (failure == null) {
        health.acknowledged();
        patience.acknowledged();
        backlog.settled(parcel);
      } else if (failure instanceof RecordTooLargeException) {
        tooLarge.add(parcel);
      } else {
        throw KafkaRefusal.sort(parcel.record().topic(), failure);
      }
    }
  }

  /** What is to be done between two answers, whether there is another one or not. */
  public void turn() throws KafkaRefusedException, InterruptedException {
    settle();
    watch();
    resize();
  }

  /** Waits for news: an answer in the journal, or a word of Kafka. */
  public void await() throws InterruptedException {
    watch();
    wake.await(TURN);
  }

  private void watch() throws InterruptedException {
    metrics.turns();
    health.bears(writer.silence());
    patience.bear(writer.silence());
  }

  /** Sends what is too large in another form. */
  private void resize() throws KafkaRefusedException, InterruptedException {
    OutgoingRecord parcel = tooLarge.poll();
    if (parcel == null) {
      return;
    }
    try {
      Optional<OutgoingRecord> beginning = parcels.beginningOf(parcel);
      if (beginning.isEmpty()) {
        backlog.settled(parcel);
      } else if (!send(beginning.get())) {
        tooLarge.add(parcel);
      }
    } catch (IOException e) {
      tooLarge.add(parcel);
      backlog.diskFailed("a record too large for its topic cannot be kept", e);
    }
  }

  /** Closes the client at once: what is under way is sent again by the next one. */
  @Override
  public void close() {
    writer.close();
  }
}
