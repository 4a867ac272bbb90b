package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.Health;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.sink.consume.ConsumeMetrics;
import dev.fraudpipeline.sink.write.WriteMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.Clock;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/** The metrics and the health of all rooms. Lives as long as the process. Thread-safe. */
final class SinkMetrics {
  static final String KAFKA = "kafka";
  static final String DATABASE = "database";

  private final AvailabilityListener clients;
  private final ConsumeMetrics consume;
  private final WriteMetrics write;
  private final Counter sessions;

  /**
   * @param topic that is drained
   * @param uncommitted how many offsets of these partitions are not committed, where that is known
   */
  SinkMetrics(
      Monitoring monitoring,
      String topic,
      Function<Collection<TopicPartition>, OptionalLong> uncommitted,
      Clock clock) {
    Health health = monitoring.health();
    Health.Loop loop = health.loop(Sink.NAME);
    clients = health.witness(KAFKA);
    consume = new ConsumeMetrics(monitoring.meters(), topic, uncommitted, loop, clients, clock);
    write = new WriteMetrics(monitoring.meters(), health.witness(DATABASE));
    sessions = monitoring.meters().sessions();
  }

  ConsumeMetrics consume() {
    return consume;
  }

  WriteMetrics write() {
    return write;
  }

  /** Hears of Kafka clients that fail. */
  AvailabilityListener clients() {
    return clients;
  }

  /** New Kafka clients begin. */
  void begins() {
    sessions.inc();
  }
}
