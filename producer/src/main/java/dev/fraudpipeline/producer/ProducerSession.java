package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.producer.journal.Answer;
import java.util.List;
import java.util.Optional;

/** One life of the Kafka client: feeds it from the journal, answer by answer. Not thread-safe. */
final class ProducerSession implements DaemonRunner.Session {
  private final TopicCreator topics;
  private final String topic1;
  private final Backlog backlog;
  private final Parcels parcels;
  private final Outbox outbox;
  private final KafkaHealth health;
  private final Tally tally;
  private final ProducerMetrics metrics;
  private final Ending ending;

  ProducerSession(
      TopicCreator topics,
      String topic1,
      Backlog backlog,
      Parcels parcels,
      Outbox outbox,
      KafkaHealth health,
      Tally tally,
      ProducerMetrics metrics,
      Ending ending) {
    this.topics = topics;
    this.topic1 = topic1;
    this.backlog = backlog;
    this.parcels = parcels;
    this.outbox = outbox;
    this.health = health;
    this.tally = tally;
    this.metrics = metrics;
    this.ending = ending;
  }

  @Override
  public void run() throws InterruptedException {
    metrics.begins();
    topics.awaitAndCreate(List.of(topic1), List.of(RejectedRecords.topicFor(topic1)));
    if (ending.isStopping()) {
      return;
    }
    backlog.rewind();
    try {
      while (!outbox.isOver()) {
        outbox.turn();
        tally.tell();
        Optional<Answer> answer = backlog.next();
        if (answer.isPresent()) {
          deliver(answer.get());
        } else {
          outbox.await();
        }
      }
    } catch (KafkaRefusesException e) {
      health.refused(e);
    } finally {
      metrics.rests();
    }
  }

  /** Sends an answer's rows; what an earlier client brought through is left out. */
  private void deliver(Answer answer) throws KafkaRefusesException, InterruptedException {
    Delivery delivery = backlog.deliveryOf(answer);
    List<ParsedRow> rows;
    try {
      rows = parcels.rows(answer);
    } catch (RuntimeException e) {
      if (delivery.isSettled(0) || outbox.send(parcels.unread(delivery, answer, e))) {
        backlog.handedOver(delivery, 1);
      }
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (!delivery.isSettled(i) && !deliver(rows.get(i), delivery, i)) {
        return;
      }
    }
    backlog.handedOver(delivery, rows.size());
  }

  /**
   * Sends a row, or leaves out what is known.
   *
   * @return false where the producer ends before that
   */
  private boolean deliver(ParsedRow row, Delivery delivery, int number)
      throws KafkaRefusesException, InterruptedException {
    if (row instanceof InvalidRow bad) {
      boolean sent = outbox.send(parcels.rejected(delivery, number, bad));
      if (sent) {
        tally.rejected();
      }
      return sent;
    }
    Payment payment = (Payment) row;
    if (!backlog.claims(payment, delivery, number)) {
      delivery.settle(number);
      tally.repeated();
      return true;
    }
    boolean sent = outbox.send(parcels.payment(delivery, number, payment));
    if (sent) {
      tally.sent();
    }
    return sent;
  }

  @Override
  public void close() {
    outbox.close();
    try {
      ending.awaitPolling();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
