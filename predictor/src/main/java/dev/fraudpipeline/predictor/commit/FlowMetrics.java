package dev.fraudpipeline.predictor.commit;

import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.payment.RejectionCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Measures how payments flow, over all Kafka clients of this process: told of batches and
 * transactions, never of single payments. Thread-safe.
 */
public final class FlowMetrics {
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  /** The end of a transaction. */
  private enum Outcome {
    COMMITTED,
    ABORTED
  }

  private final Counter scored;
  private final Counter rejected;
  private final Counter committed;
  private final Counter transactions;
  private final Histogram durations;
  private volatile LongSupplier uncommitted = () -> 0;

  public FlowMetrics(MetricFactory meters) {
    scored = meters.counter("payments_scored", "Payments that the model has scored.");
    rejected =
        meters.counter(
            "rejected", "Records rejected to the topic for them.", "code", RejectionCode.values());
    committed =
        meters.counter(
            "records_committed", "Records whose outcome, scored or rejected, is committed.");
    transactions =
        meters.counter("transactions", "Kafka transactions.", "outcome", Outcome.values());
    durations =
        meters.durations(
            "transaction_duration_seconds", "Time of a Kafka transaction, begin to end.");
    meters.gauge(
        "uncommitted_records",
        "Records that were read and are not committed.",
        () -> OptionalDouble.of((double) uncommitted.getAsLong()));
  }

  /** From now on this holds what is not committed; asked by other threads. */
  public void begins(UncommittedRecords records) {
    uncommitted = records::uncommitted;
  }

  public void scored(long payments) {
    scored.inc(payments);
  }

  public void rejected(RejectionCode code) {
    rejected.labelValues(MetricFactory.labelValue(code)).inc();
  }

  /** A transaction of so many records is committed. */
  void committed(long records, long nanos) {
    committed.inc(records);
    ended(Outcome.COMMITTED, nanos);
  }

  /** A transaction is aborted, and its records will be in another. */
  void aborted(long nanos) {
    ended(Outcome.ABORTED, nanos);
  }

  private void ended(Outcome outcome, long nanos) {
    transactions.labelValues(MetricFactory.labelValue(outcome)).inc();
    durations.observe(nanos / NANOS);
  }
}
