package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.monitoring.MetricFactory;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.Clock;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Progress of a daemon that reads a topic: alike in predictor and sink. Thread-safe; told of polls
 * and of assignments, never of single records.
 */
public final class ConsumerLagMetrics {
  private final Counter read;
  private final Counter lost;
  private final Set<TopicPartition> assigned = ConcurrentHashMap.newKeySet();
  private volatile Supplier<OptionalLong> oldest = OptionalLong::empty;

  /**
   * @param uncommitted how many offsets of these partitions are not committed, where that is known,
   *     as {@link TopicReachability#uncommitted} says it; asked by other threads
   */
  public ConsumerLagMetrics(
      MetricFactory meters,
      String topic,
      Function<Collection<TopicPartition>, OptionalLong> uncommitted,
      Clock clock) {
    read = meters.counter("records_read", "Records of " + topic + " that were read.");
    lost =
        meters.counter(
            "offsets_lost",
            "Offsets of " + topic + " that retention deleted before they were read.");
    meters.gauge(
        "assigned_partitions",
        "Partitions of " + topic + " that this instance reads.",
        () -> OptionalDouble.of(assigned.size()));
    meters.gauge(
        "backlog_records",
        "Records of the assigned partitions of " + topic + " that are not committed.",
        () -> inRecords(uncommitted));
    meters.gauge(
        "backlog_seconds",
        "Age of the oldest record in hand that is not done; 0 where there is none.",
        () -> inSeconds(clock));
  }

  private OptionalDouble inRecords(Function<Collection<TopicPartition>, OptionalLong> uncommitted) {
    OptionalLong known = uncommitted.apply(Set.copyOf(assigned));
    return known.isPresent()
        ? OptionalDouble.of((double) known.getAsLong())
        : OptionalDouble.empty();
  }

  private OptionalDouble inSeconds(Clock clock) {
    OptionalLong timestamp = oldest.get();
    // Clocks skew: a record is never younger than nothing.
    return OptionalDouble.of(
        timestamp.isEmpty() ? 0 : Math.max(0, (clock.millis() - timestamp.getAsLong()) / 1e3));
  }

  /**
   * New Kafka clients begin, with nothing assigned.
   *
   * @param oldestInHand since when the oldest record that was read and is not done waits, since
   *     1970; asked by other threads
   */
  public void begins(Supplier<OptionalLong> oldestInHand) {
    assigned.clear();
    oldest = oldestInHand;
  }

  public void assigned(Collection<TopicPartition> partitions) {
    assigned.addAll(partitions);
  }

  public void takenAway(Collection<TopicPartition> partitions) {
    assigned.removeAll(partitions);
  }

  /** A poll brought so many records. */
  public void read(int records) {
    read.inc(records);
  }

  /** So many offsets were deleted before they were read. */
  public void lost(long offsets) {
    lost.inc(offsets);
  }
}
