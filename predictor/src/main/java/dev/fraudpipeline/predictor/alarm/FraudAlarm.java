package dev.fraudpipeline.predictor.alarm;

import dev.fraudpipeline.common.payment.Payment;

/**
 * Tells somebody of a fraud. Thread-safe, and quick: the caller has just read the model's answer
 * and has others to tell of.
 */
public interface FraudAlarm {

  /**
   * Raises it. Never throws and never waits for anybody.
   *
   * @param score the model's, at or above the threshold
   * @param sinceMillis when the payment was fetched, since 1970
   */
  void raise(Payment payment, double score, long sinceMillis);
}
