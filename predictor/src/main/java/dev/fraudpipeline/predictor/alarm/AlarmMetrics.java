package dev.fraudpipeline.predictor.alarm;

import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.payment.Payment;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;

/** Counts alarms as they are raised, and how late they were. Thread-safe. */
public final class AlarmMetrics implements FraudAlarm {
  private final Clock clock;
  private final Counter raised;
  private final Counter undelivered;
  private final Histogram latency;

  public AlarmMetrics(MetricFactory meters, Clock clock) {
    this.clock = clock;
    raised = meters.counter("alarms", "Fraud alarms that were raised.");
    undelivered =
        meters.counter(
            "alarms_undelivered",
            "Alarms that the webhook's receiver did not take; they are logged.");
    latency =
        meters.latencies("alarm_latency_seconds", "From the fetch of a payment to its alarm.");
  }

  @Override
  public void raise(Payment payment, double score, long sinceMillis) {
    raised.inc();
    latency.observe(Math.max(0, (clock.millis() - sinceMillis) / 1e3));
  }

  /** One alarm is in the log alone. */
  public void undelivered() {
    undelivered.inc();
  }
}
