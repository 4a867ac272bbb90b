package dev.fraudpipeline.producer;

import dev.fraudpipeline.producer.journal.Fingerprint;
import java.util.HashMap;
import java.util.Map;

/**
 * The answers that are under way to Kafka, and which of their rows stands for which payment. Not
 * thread-safe.
 */
final class Deliveries {
  private final Map<Long, Delivery> underWay = new HashMap<>();
  private final Map<Fingerprint, Place> places = new HashMap<>();

  /** The delivery of an answer: the one begun by an earlier Kafka client, or a new one. */
  Delivery of(long number) {
    return underWay.computeIfAbsent(number, Delivery::new);
  }

  /**
   * Claims a payment for a row.
   *
   * @return false where another row that is under way holds the same payment
   */
  boolean claim(Fingerprint payment, Delivery delivery, int row) {
    Place place = new Place(delivery.number(), row);
    Place holder = places.putIfAbsent(payment, place);
    if (holder == null) {
      delivery.pays(payment);
    }
    return holder == null || holder.equals(place);
  }

  /** Forgets a delivery that is done. */
  void forget(Delivery delivery) {
    underWay.remove(delivery.number());
    delivery.payments().forEach(places::remove);
  }

  private record Place(long number, int row) {}
}
