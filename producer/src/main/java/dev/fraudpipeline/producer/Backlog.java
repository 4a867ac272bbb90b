package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.producer.journal.Answer;
import dev.fraudpipeline.producer.journal.Fingerprint;
import dev.fraudpipeline.producer.journal.Journal;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal from the side of Kafka: which answers are still to be sent, and what has become of
 * their rows. It outlives the Kafka clients. What its disk refuses is told and tried again. Not
 * thread-safe.
 */
final class Backlog {
  private static final Logger log = LoggerFactory.getLogger(Backlog.class);

  private final Journal journal;
  private final Deliveries deliveries = new Deliveries();
  private final ProducerMetrics metrics;
  private final Outage disk;

  Backlog(Journal journal, ProducerMetrics metrics) {
    this.journal = journal;
    this.metrics = metrics;
    this.disk = new Outage(log, "the journal's disk", metrics.disk());
  }

  /** Whether Kafka has all that was fetched. */
  boolean isEmpty() {
    return journal.waiting() == 0;
  }

  /** Has a new Kafka client begin with the oldest answer that is not done. */
  void rewind() {
    journal.rewind();
  }

  /** The next answer, in order; empty where there is none, or the disk does not give it now. */
  Optional<Answer> next() {
    try {
      Optional<Answer> answer = journal.next();
      disk.succeeded();
      return answer;
    } catch (IOException e) {
      diskFailed("the journal cannot be read", e);
      return Optional.empty();
    }
  }

  Delivery deliveryOf(Answer answer) {
    return deliveries.of(answer);
  }

  /** Whether the row's payment is to be sent: neither was it sent before, nor is it under way. */
  boolean claims(Payment payment, Delivery delivery, int row) {
    Fingerprint fingerprint = Fingerprint.of(payment);
    return !journal.remembers(fingerprint) && deliveries.claim(fingerprint, delivery, row);
  }

  /** All rows of an answer have been handed over; there are so many. */
  void handedOver(Delivery delivery, int rows) {
    delivery.handedOver(rows);
    finish(delivery);
  }

  /** Nothing more is to be done for a parcel's row. */
  void settled(Parcel parcel) {
    parcel.settle();
    parcel.rejected().ifPresent(metrics::rejected);
    finish(parcel.delivery());
  }

  private void finish(Delivery delivery) {
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
