package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.sink.database.SqlFailure;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;

/** Measures what the database is given and how it takes it, by batches. Thread-safe. */
public final class WriteMetrics {
  private final AvailabilityListener database;
  private final Counter failures;
  private final Histogram batches;
  private final Histogram durations;

  /**
   * @param database hears whether the database takes what it is given
   */
  public WriteMetrics(MetricFactory meters, AvailabilityListener database) {
    this.database = database;
    failures =
        meters.counter(
            "database_failures",
            "Tries of the database that failed.",
            "kind",
            SqlFailure.Kind.values());
    batches = meters.sizes("batch_payments", "Payments that are stored together.");
    durations =
        meters.durations(
            "database_write_duration_seconds", "Time to store a batch, its commit included.");
  }

  /** Hears whether the database takes what it is given. */
  AvailabilityListener database() {
    return database;
  }

  void failed(SqlFailure.Kind kind) {
    failures.labelValues(MetricFactory.labelValue(kind)).inc();
  }

  /** The database took a batch of so many payments, in so many nanoseconds. */
  void wrote(int payments, long nanos) {
    batches.observe(payments);
    durations.observe(nanos / (double) Duration.ofSeconds(1).toNanos());
  }
}
