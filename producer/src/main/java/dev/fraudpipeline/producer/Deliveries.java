package dev.fraudpipeline.producer;

import dev.fraudpipeline.producer.journal.Answer;
import dev.fraudpipeline.producer.journal.Fingerprint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The answers that are under way to Kafka, and which payments their rows stand for. Not
 * thread-safe.
 */
final class Deliveries {
  private final Map<Long, Delivery> underWay = new HashMap<>();
  private final Set<Fingerprint> payments = new HashSet<>();

  /** The delivery of an answer: the one begun by an earlier Kafka client, or a new one. */
  Delivery of(Answer answer) {
    return underWay.computeIfAbsent(answer.number(), number -> new Delivery(answer));
  }

  /**
   * Claims a payment for a row.
   *
   * @return false where another row that is under way holds the same payment
   */
  boolean claim(Fingerprint payment, Delivery delivery, int row) {
    if (delivery.hasClaimed(row)) {
      return true;
    }
    boolean free = payments.add(payment);
    if (free) {
      delivery.claim(row, payment);
    }
    return free;
  }

  /** Forgets a delivery that is done. */
  void forget(Delivery delivery) {
    underWay.remove(delivery.number());
    delivery.payments().forEach(payments::remove);
  }
}
