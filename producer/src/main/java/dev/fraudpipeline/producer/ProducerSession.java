package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.producer.delivery.AnswerProgress;
import dev.fraudpipeline.producer.delivery.DeliveryMetrics;
import dev.fraudpipeline.producer.delivery.KafkaRefusal;
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
  private final UnsentAnswers unsent;
  private final RecordFactory factory;
  private final RecordSender sender;
  private final DeliveryMetrics metrics;
  private final ShutdownDeadline deadline;

  ProducerSession(
      TopicCreator topics,
      String topic1,
      UnsentAnswers unsent,
      RecordFactory factory,
      RecordSender sender,
      DeliveryMetrics metrics,
      ShutdownDeadline deadline) {
    this.topics = topics;
    this.topic1 = topic1;
    this.unsent = unsent;
    this.factory = factory;
    this.sender = sender;
    this.metrics = metrics;
    this.deadline = deadline;
  }

  @Override
  public void run() throws InterruptedException {
    metrics.begins();
    topics.awaitAndCreate(List.of(topic1), List.of(RejectedRecords.topicFor(topic1)));
    if (deadline.isStopping()) {
      return;
    }
    unsent.rewind();
    try {
      while (!sender.isOver()) {
        sender.turn();
        Optional<JournaledAnswer> answer = unsent.next();
        if (answer.isPresent()) {
          deliver(answer.get());
        } else {
          sender.await();
        }
      }
    } catch (KafkaRefusal e) {
      sender.backOff(e);
    } finally {
      metrics.rests();
    }
  }

  /** Sends an answer's rows; what an earlier client brought through is left out. */
  private void deliver(JournaledAnswer answer) throws KafkaRefusal, InterruptedException {
    AnswerProgress progress = unsent.progressOf(answer);
    List<ParsedRow> rows;
    try {
      rows = factory.rows(answer);
    } catch (RuntimeException e) {
      if (progress.isSettled(0) || sender.send(factory.unread(progress, answer, e))) {
        unsent.handedOver(progress, 1);
      }
      return;
    }
    for (int row = 0; row < rows.size(); row++) {
      if (!progress.isSettled(row) && !deliver(rows.get(row), progress, row)) {
        return;
      }
    }
    unsent.handedOver(progress, rows.size());
  }

  /**
   * Sends a row, or leaves out what is known.
   *
   * @return false where the producer ends before that
   */
  private boolean deliver(ParsedRow parsed, AnswerProgress progress, int row)
      throws KafkaRefusal, InterruptedException {
    if (parsed instanceof InvalidRow invalid) {
      return sender.send(factory.rejected(progress, row, invalid));
    }
    Payment payment = (Payment) parsed;
    if (unsent.claims(payment, progress, row)) {
      return sender.send(factory.payment(progress, row, payment));
    }
    progress.settle(row);
    return true;
  }

  @Override
  public void close() {
    sender.close();
    try {
      deadline.awaitPolling();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
