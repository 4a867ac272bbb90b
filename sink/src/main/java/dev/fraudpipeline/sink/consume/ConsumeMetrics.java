package dev.fraudpipeline.sink.consume;

import dev.fraudpipeline.common.kafka.ConsumerLagMetrics;
import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.Health;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.payment.RejectionCode;
import dev.fraudpipeline.sink.batch.InvalidRecord;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures the way from topic_2 to what is known to be stored, over all Kafka clients of this
 * process. Counted by polls and batches, never by single payments. Thread-safe.
 */
public final class ConsumeMetrics {
  private final Clock clock;
  private final Health.Loop loop;
  private final AvailabilityListener clients;
  private final ConsumerLagMetrics reading;
  private final Counter stored;
  private final Counter rejected;
  private final Histogram latency;

  /**
   * @param topic that is drained
   * @param uncommitted how many offsets of these partitions are not committed, where that is known
   * @param loop of the consumer's thread
   * @param clients hears that the Kafka clients work
   */
  public ConsumeMetrics(
      MetricFactory meters,
      String topic,
      Function<Collection<TopicPartition>, OptionalLong> uncommitted,
      Health.Loop loop,
      AvailabilityListener clients,
      Clock clock) {
    this.clock = clock;
    this.loop = loop;
    this.clients = clients;
    reading = new ConsumerLagMetrics(meters, topic, uncommitted, clock);
    stored =
        meters.counter(
            "payments_stored", "Payments that are in the table, those that came again included.");
    rejected =
        meters.counter(
            "rejected", "Records rejected to the topic for them.", "code", RejectionCode.values());
    latency =
        meters.latencies(
            "store_latency_seconds",
            "From when a batch's oldest record was written to "
                + topic
                + " to when the batch is known to be stored.");
  }

  ConsumerLagMetrics reading() {
    return reading;
  }

  /** One more turn of the loop, with Kafka clients that work. */
  void turns() {
    loop.turns();
    clients.isUp();
  }

  /** The loop has ended. */
  void rests() {
    loop.rests();
  }

  /**
   * A batch is safe, rejected records included.
   *
   * @param oldestMillis of its records, since 1970
   */
  void stored(int payments, List<InvalidRecord> invalid, long oldestMillis) {
    stored.inc(payments);
    for (InvalidRecord record : invalid) {
      rejected.labelValues(MetricFactory.labelValue(record.rejection().code())).inc();
    }
    latency.observe(Math.max(0, (clock.millis() - oldestMillis) / 1e3));
  }
}
