package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.kafka.ConsumerLagMetrics;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.Health;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.predictor.alarm.AlarmMetrics;
import dev.fraudpipeline.predictor.commit.FlowMetrics;
import dev.fraudpipeline.predictor.commit.UncommittedRecords;
import dev.fraudpipeline.predictor.model.EndpointPool;
import dev.fraudpipeline.predictor.model.ModelMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/** The metrics and the health of all rooms. Lives as long as the process. Thread-safe. */
final class PredictorMetrics {
  static final String KAFKA = "kafka";
  static final String MODEL = "model";

  private final Health health;
  private final Health.Loop loop;
  private final AvailabilityListener clients;
  private final ConsumerLagMetrics reading;
  private final FlowMetrics flow;
  private final ModelMetrics model;
  private final AlarmMetrics alarms;
  private final Counter sessions;

  /**
   * @param uncommitted how many offsets of these partitions are not committed, where that is known
   */
  PredictorMetrics(
      Monitoring monitoring,
      PredictorConfig config,
      Function<Collection<TopicPartition>, OptionalLong> uncommitted,
      Clock clock) {
    health = monitoring.health();
    loop = health.loop(Predictor.NAME);
    clients = health.witness(KAFKA);
    MetricFactory meters = monitoring.meters();
    reading = new ConsumerLagMetrics(meters, config.get(KafkaOptions.TOPIC_1), uncommitted, clock);
    flow = new FlowMetrics(meters);
    model = new ModelMetrics(meters, config.get(PredictorConfig.MODEL_URL), health.witness(MODEL));
    alarms = new AlarmMetrics(meters, clock);
    sessions = meters.sessions();
  }

  ConsumerLagMetrics reading() {
    return reading;
  }

  FlowMetrics flow() {
    return flow;
  }

  ModelMetrics model() {
    return model;
  }

  AlarmMetrics alarms() {
    return alarms;
  }

  /** Hears of Kafka clients that fail. */
  AvailabilityListener clients() {
    return clients;
  }

  /** New Kafka clients begin. */
  void begins(UncommittedRecords uncommitted, EndpointPool endpoints) {
    sessions.inc();
    reading.begins(uncommitted::oldest);
    flow.begins(uncommitted);
    model.begins(endpoints);
  }

  /** One more turn of the loop, with Kafka clients that work. */
  void turns() {
    loop.turns();
    clients.isUp();
  }

  /** These threads work from now on. */
  void works(Thread thread) {
    health.mustLive(thread);
  }

  /** The loop ends, and so may its threads. */
  void rests(List<Thread> threads) {
    loop.rests();
    threads.forEach(health::mayEnd);
  }
}
