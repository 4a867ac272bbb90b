package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.producer.journal.JournaledAnswer;
import dev.fraudpipeline.producer.journal.PaymentFingerprint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The answers that are under way to Kafka, and which payments their rows stand for. Not
 * thread-safe.
 */
final class AnswersInFlight {
  private final Map<Long, AnswerProgress> underWay = new HashMap<>();
  private final Set<PaymentFingerprint> payments = new HashSet<>();

  /** The delivery of an answer: the one begun by an earlier Kafka client, or a new one. */
  AnswerProgress of(JournaledAnswer answer) {
    return underWay.computeIfAbsent(answer.number(), number -> new AnswerProgress(answer));
  }

  /**
   * Claims a payment for a row.
   *
   * @return false where another row that is under way holds the same payment
   */
  boolean claim(PaymentFingerprint payment, AnswerProgress delivery, int row) {
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
  void forget(AnswerProgress delivery) {
    underWay.remove(delivery.number());
    delivery.payments().forEach(payments::remove);
  }
}
