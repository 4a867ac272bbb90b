package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.daemon.Daemon;
import dev.fraudpipeline.common.daemon.Outage;
import dev.fraudpipeline.common.kafka.Topics;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.log.Summary;
import dev.fraudpipeline.common.rejected.RejectedRecords;
import dev.fraudpipeline.common.schema.BadRow;
import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.schema.Row;
import dev.fraudpipeline.producer.journal.Answer;
import dev.fraudpipeline.producer.journal.Fingerprint;
import dev.fraudpipeline.producer.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the Kafka client: feeds it from the journal, in order, and tells the journal what
 * Kafka has. Not thread-safe.
 */
final class ProducerSession implements Daemon.Session {
  private static final Duration TURN = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(ProducerSession.class);

  private final Topics topics;
  private final String topic1;
  private final Journal journal;
  private final Deliveries deliveries;
  private final Parcels parcels;
  private final TopicWriter writer;
  private final KafkaHealth health;
  private final Patience patience;
  private final Ending ending;
  private final Wake wake;
  private final Outage disk = new Outage(log, "the journal's disk");
  private final Summary summary = new Summary();

  /** Too large for their topic, to be sent in another form. */
  private final Queue<Parcel> tooLarge = new ArrayDeque<>();

  private long payments;
  private long rejects;
  private long repeats;

  ProducerSession(
      Topics topics,
      String topic1,
      Journal journal,
      Deliveries deliveries,
      Parcels parcels,
      TopicWriter writer,
      KafkaHealth health,
      Patience patience,
      Ending ending,
      Wake wake) {
    this.topics = topics;
    this.topic1 = topic1;
    this.journal = journal;
    this.deliveries = deliveries;
    this.parcels = parcels;
    this.writer = writer;
    this.health = health;
    this.patience = patience;
    this.ending = ending;
    this.wake = wake;
  }

  @Override
  public void run() throws InterruptedException {
    topics.awaitAndCreate(List.of(topic1), List.of(RejectedRecords.topicFor(topic1)));
    if (ending.isStopping()) {
      return;
    }
    journal.rewind();
    try {
      while (!isOver()) {
        settle();
        resize();
        Optional<Answer> answer = nextAnswer();
        if (answer.isPresent()) {
          deliver(answer.get());
        } else {
          wake.await(TURN);
        }
      }
    } catch (KafkaRefusesException e) {
      health.refused(e);
    }
  }

  private boolean isOver() {
    return ending.isStopping() && ending.isDue(journal.waiting() == 0, health.isAway());
  }

  private Optional<Answer> nextAnswer() {
    try {
      Optional<Answer> answer = journal.next();
      disk.succeeded();
      return answer;
    } catch (IOException e) {
      disk.failed("the journal cannot be read: " + LogText.cause(e));
      return Optional.empty();
    }
  }

  /** Sends an answer's rows; what an earlier client brought through is left out. */
  private void deliver(Answer answer) throws KafkaRefusesException, InterruptedException {
    Delivery delivery = deliveries.of(answer.number());
    List<Row> rows;
    try {
      rows = parcels.rows(answer);
    } catch (RuntimeException e) {
      if (delivery.isSettled(0) || send(parcels.unread(delivery, answer, e))) {
        handedOver(delivery, 1);
      }
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (delivery.isSettled(i)) {
        continue;
      }
      if (rows.get(i) instanceof Payment payment) {
        if (!isNew(payment, delivery, i)) {
          delivery.settle(i);
          repeats++;
          continue;
        }
        if (!send(parcels.payment(delivery, i, answer, payment))) {
          return;
        }
        payments++;
      } else {
        if (!send(parcels.rejected(delivery, i, answer, (BadRow) rows.get(i)))) {
          return;
        }
        rejects++;
      }
    }
    handedOver(delivery, rows.size());
  }

  private void handedOver(Delivery delivery, int rows) {
    delivery.handedOver(rows);
    finish(delivery);
  }

  private boolean isNew(Payment payment, Delivery delivery, int row) {
    Fingerprint fingerprint = Fingerprint.of(payment.id());
    return !journal.remembers(fingerprint) && deliveries.claim(fingerprint, delivery, row);
  }

  /**
   * Hands over a parcel, once there is room for it.
   *
   * @return false where the producer ends before that
   */
  private boolean send(Parcel parcel) throws KafkaRefusesException, InterruptedException {
    while (!isOver()) {
      settle();
      if (!writer.hasRoomFor(parcel)) {
        wake.await(TURN);
        continue;
      }
      Optional<Exception> refusal = handOver(parcel);
      if (refusal.isEmpty()) {
        return true;
      }
      if (refusal.get() instanceof TimeoutException timeout) {
        health.takesNothing(parcel.record().topic(), timeout);
      } else if (refusal.get() instanceof RecordTooLargeException) {
        tooLarge.add(parcel);
        return true;
      } else {
        throw KafkaHealth.sort(parcel.record().topic(), refusal.get());
      }
    }
    return false;
  }

  /** Gives what the client throws, once it has failed for good, as it gives what it refuses. */
  private Optional<Exception> handOver(Parcel parcel) {
    try {
      return writer.send(parcel);
    } catch (KafkaException e) {
      return Optional.of(e);
    }
  }

  /** Takes note of what Kafka has said meanwhile. */
  private void settle() throws KafkaRefusesException, InterruptedException {
    for (Optional<TopicWriter.Outcome> next = writer.outcome();
        next.isPresent();
        next = writer.outcome()) {
      Parcel parcel = next.get().parcel();
      Exception failure = next.get().failure().orElse(null);
      if (failure == null) {
        health.acknowledged();
        patience.acknowledged();
        settled(parcel);
      } else if (failure instanceof RecordTooLargeException) {
        tooLarge.add(parcel);
      } else {
        throw KafkaHealth.sort(parcel.record().topic(), failure);
      }
    }
    health.bears(writer.silence());
    patience.bear(writer.silence());
    summarize();
  }

  private void settled(Parcel parcel) {
    parcel.settle();
    finish(parcel.delivery());
  }

  private void finish(Delivery delivery) {
    if (!delivery.isDone()) {
      return;
    }
    deliveries.forget(delivery);
    try {
      journal.done(delivery.number(), delivery.payments());
      disk.succeeded();
    } catch (IOException e) {
      disk.failed("what Kafka has cannot be written down: " + LogText.cause(e));
    }
  }

  /** Sends what is too large in another form. */
  private void resize() throws KafkaRefusesException, InterruptedException {
    Parcel parcel = tooLarge.poll();
    if (parcel == null) {
      return;
    }
    try {
      Optional<Parcel> beginning = parcels.beginningOf(parcel);
      if (beginning.isEmpty()) {
        settled(parcel);
      } else if (!send(beginning.get())) {
        tooLarge.add(parcel);
      }
    } catch (IOException e) {
      tooLarge.add(parcel);
      disk.failed("a record too large for its topic cannot be kept: " + LogText.cause(e));
    }
  }

  private void summarize() {
    if (summary.isDue() && payments + rejects + repeats > 0) {
      log.info(
          "{} payments sent, {} rejected, {} repeated by the API and left out",
          payments,
          rejects,
          repeats);
      payments = 0;
      rejects = 0;
      repeats = 0;
    }
  }

  @Override
  public void close() {
    writer.close();
    try {
      ending.awaitPolling();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
