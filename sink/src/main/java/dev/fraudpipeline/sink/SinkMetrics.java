package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.kafka.ConsumerLagMetrics;
import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.Health;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.common.payment.RejectionCode;
import dev.fraudpipeline.sink.batch.InvalidRecord;
import dev.fraudpipeline.sink.database.SqlFailure;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * What the sink tells of itself. Counted by polls and batches, never by single payments; lives as
 * long as the process. Thread-safe.
 */
public final class SinkMetrics {
  static final String KAFKA = "kafka";
  static final String DATABASE = "database";

  private final Clock clock;
  private final ConsumerLagMetrics reading;
  private final Health.Loop loop;
  private final AvailabilityListener clients;
  private final AvailabilityListener database;
  private final Counter stored;
  private final Counter rejected;
  private final Counter failures;
  private final Counter sessions;
  private final Histogram batches;
  private final Histogram writes;
  private final Histogram latency;

  /**
   * @param topic that is drained
   * @param uncommitted how many offsets of these partitions are not committed, where that is known
   */
  public SinkMetrics(
      Monitoring monitoring,
      String topic,
      Function<Collection<TopicPartition>, OptionalLong> uncommitted,
      Clock clock) {
    this.clock = clock;
    loop = monitoring.health().loop("sink");
    clients = monitoring.health().witness(KAFKA);
    database = monitoring.health().witness(DATABASE);
    MetricFactory meters = monitoring.meters();
    reading = new ConsumerLagMetrics(meters, topic, uncommitted, clock);
    stored =
        meters.counter(
            "payments_stored", "Payments that are in the table, those that came again included.");
    rejected =
        meters.counter(
            "rejected", "Records rejected to the topic for them.", "code", RejectionCode.values());
    failures =
        meters.counter(
            "database_failures",
            "Tries of the database that failed.",
            "kind",
            SqlFailure.Kind.values());
    sessions = meters.sessions();
    batches = meters.sizes("batch_payments", "Payments that are stored together.");
    writes =
        meters.durations(
            "database_write_duration_seconds", "Time to store a batch, its commit included.");
    latency =
        meters.latencies(
            "store_latency_seconds",
            "From when a batch's oldest record was written to "
                + topic
                + " to when the batch is known to be stored.");
  }

  public ConsumerLagMetrics reading() {
    return reading;
  }

  /** Hears of Kafka clients that fail. */
  AvailabilityListener clients() {
    return clients;
  }

  /** New Kafka clients begin. */
  void begins() {
    sessions.inc();
  }

  /** One more turn of the loop, with Kafka clients that work. */
  public void turns() {
    loop.turns();
    clients.isUp();
  }

  /** The loop has ended. */
  public void rests() {
    loop.rests();
  }

  /** The database took a batch, or what it was asked at the beginning. */
  public void databaseAnswered() {
    database.isUp();
  }

  public void databaseFailed(SqlFailure failure) {
    failures.labelValues(MetricFactory.labelValue(failure.kind())).inc();
    database.isDown(failure.phrase());
  }

  /** The database took a batch of so many payments, in so many nanoseconds. */
  public void wrote(int payments, long nanos) {
    batches.observe(payments);
    writes.observe(nanos / (double) Duration.ofSeconds(1).toNanos());
  }

  /**
   * A batch is safe, rejected records included.
   *
   * @param oldestMillis of its records, since 1970
   */
  public void stored(int payments, List<InvalidRecord> bad, long oldestMillis) {
    stored.inc(payments);
    for (InvalidRecord record : bad) {
      rejected.labelValues(MetricFactory.labelValue(record.rejection().code())).inc();
    }
    latency.observe(Math.max(0, (clock.millis() - oldestMillis) / 1e3));
  }
}
