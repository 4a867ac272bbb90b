package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.producer.ProducerMetrics;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.JournaledAnswer;
import dev.fraudpipeline.producer.journal.PaymentFingerprint;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal from the side of Kafka: which answers are still to be sent, and what has become of
 * their rows. It outlives the Kafka clients. What its disk refuses is told and tried again. Not
 * thread-safe.
 */
public final class UnsentAnswers {
  private static final Logger log = LoggerFactory.getLogger(UnsentAnswers.class);

  private final Journal journal;
  private final AnswersInFlight deliveries = new AnswersInFlight();
  private final ProducerMetrics metrics;
  private final Outage disk;

  public UnsentAnswers(Journal journal, ProducerMetrics metrics) {
    this.journal = journal;
    this.metrics = metrics;
    this.disk = new Outage(log, "the journal's disk", metrics.disk());
  }

  /** Whether Kafka has all that was fetched. */
  boolean isEmpty() {
    return journal.waiting() == 0;
  }

  /** Has a new Kafka client begin with the oldest answer that is not done. */
  public void rewind() {
    journal.rewind();
  }

  /** The next answer, in order; empty where there is none, or the disk does not give it now. */
  public Optional<JournaledAnswer> next() {
    try {
      Optional<JournaledAnswer> answer = journal.next();
      disk.succeeded();
      return answer;
    } catch (IOException e) {
      diskFailed("the journal cannot be read", e);
      return Optional.empty();
    }
  }

  public AnswerProgress deliveryOf(JournaledAnswer answer) {
    return deliveries.of(answer);
  }

  /** Whether the row's payment is to be sent: neither was it sent before, nor is it under way. */
  public boolean claims(Payment payment, AnswerProgress delivery, int row) {
    PaymentFingerprint fingerprint = PaymentFingerprint.of(payment);
    return !journal.remembers(fingerprint) && deliveries.claim(fingerprint, delivery, row);
  }

  /** All rows of an answer have been handed over; there are so many. */
  public void handedOver(AnswerProgress delivery, int rows) {
    delivery.handedOver(rows);
    finish(delivery);
  }

  /** Nothing more is to be done for a parcel's row. */
  void settled(OutgoingRecord parcel) {
    parcel.settle();
    parcel.rejected().ifPresent(metrics::rejected);
    finish(parcel.delivery());
  }

  private void finish(AnswerProgress delivery) {
    if (!delivery.isDone()) {
      return;
    }
    deliveries.forget(delivery);
    metrics.delivered(delivery);
    try {
      journal.done(delivery.number(), delivery.payments());
      disk.succeeded();
    } catch (IOException e) {
      diskFailed("what Kafka has cannot be written down", e);
    }
  }

  /** Tells operators that the disk refused something, which is tried again. */
  void diskFailed(String what, IOException e) {
    disk.failed(what + ": " + LogText.cause(e));
  }
}
