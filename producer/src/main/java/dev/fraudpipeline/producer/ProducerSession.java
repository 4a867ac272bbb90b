package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.producer.delivery.AnswerProgress;
import dev.fraudpipeline.producer.delivery.DeliverySummary;
import dev.fraudpipeline.producer.delivery.KafkaRefusal;
import dev.fraudpipeline.producer.delivery.KafkaRefusedException;
import dev.fraudpipeline.producer.delivery.RecordFactory;
import dev.fraudpipeline.producer.delivery.RecordSender;
import dev.fraudpipeline.producer.delivery.ShutdownDeadline;
import dev.fraudpipeline.producer.delivery.UnsentAnswers;
import dev.fraudpipeline.producer.journal.JournaledAnswer;
import java.util.List;
import java.util.Optional;

/** One life of the Kafka client: feeds it from the journal, answer by answer. Not thread-safe. */
final class ProducerSession implements DaemonRunner.Session {
  private final TopicCreator topics;
  private final String topic1;
  private final UnsentAnswers backlog;
  private final RecordFactory parcels;
  private final RecordSender outbox;
  private final KafkaRefusal health;
  private final DeliverySummary tally;
  private final ProducerMetrics metrics;
  private final ShutdownDeadline ending;

  ProducerSession(
      TopicCreator topics,
      String topic1,
      UnsentAnswers backlog,
      RecordFactory parcels,
      RecordSender outbox,
      KafkaRefusal health,
      DeliverySummary tally,
      ProducerMetrics metrics,
      ShutdownDeadline ending) {
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
        Optional<JournaledAnswer> answer = backlog.next();
        if (answer.isPresent()) {
          deliver(answer.get());
        } else {
          outbox.await();
        }
      }
    } catch (KafkaRefusedException e) {
      health.refused(e);
    } finally {
      metrics.rests();
    }
  }

  /** Sends an answer's rows; what an earlier client brought through is left out. */
  private void deliver(JournaledAnswer answer) throws KafkaRefusedException, InterruptedException {
    AnswerProgress delivery = backlog.deliveryOf(answer);
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
  private boolean deliver(ParsedRow row, AnswerProgress delivery, int number)
      throws KafkaRefusedException, InterruptedException {
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
