package dev.fraudpipeline.predictor.alarm;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Raises each payment's alarm once, however often the payment is scored again after an aborted
 * transaction or new Kafka clients. It forgets the oldest, so that it must remember more payments
 * than can be uncommitted at a time. Thread-safe.
 */
public final class DeduplicatedAlarm implements FraudAlarm {
  private final List<FraudAlarm> alarms;
  private final Set<PaymentId> raised;

  /**
   * @param remembered how many payments at least
   * @param alarms called in this order
   */
  public DeduplicatedAlarm(int remembered, List<FraudAlarm> alarms) {
    this.alarms = List.copyOf(alarms);
    this.raised =
        Collections.newSetFromMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<PaymentId, Boolean> eldest) {
                return size() > remembered;
              }
            });
  }

  @Override
  public void raise(Payment payment, double score, long sinceMillis) {
    boolean first;
    synchronized (raised) {
      first = raised.add(payment.id());
    }
    if (first) {
      for (FraudAlarm alarm : alarms) {
        alarm.raise(payment, score, sinceMillis);
      }
    }
  }
}
