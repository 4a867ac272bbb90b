package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.kafka.TopicReachability;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabasePing;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableSetup;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the sink together, and runs it. */
final class Sink {
  static final String NAME = "sink";

  /** Named as ever: operators find the start of a process by it. */
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Sink() {}

  /** Runs until the signal is raised, and gives the process's status. */
  static int run(SinkConfig config, StopSignal stop) {
    try (Monitoring monitoring = Monitoring.start(NAME, config.metrics())) {
      log.info("{} begins: {}", NAME, config);
      config.kafka().logWarnings(log);
      return run(config, monitoring, stop);
    }
  }

  private static int run(SinkConfig config, Monitoring monitoring, StopSignal stop) {
    String topic2 = config.get(KafkaOptions.TOPIC_2);
    KafkaClients kafka = new KafkaClients(config.kafka());
    TopicCreator topics = new TopicCreator(kafka, config.get(KafkaOptions.TOPIC_PARTITIONS), stop);
    Database database = new Database(config.database());
    TableSetup table = new TableSetup(new PaymentTable(config.get(SinkConfig.TABLE)));
    TopicReachability reachability =
        new TopicReachability(kafka, topic2, Optional.of(config.get(SinkConfig.GROUP)));
    SinkMetrics metrics =
        new SinkMetrics(monitoring, topic2, reachability::uncommitted, Clock.systemUTC());
    monitoring.watch(SinkMetrics.KAFKA, () -> reachability);
    monitoring.watch(SinkMetrics.DATABASE, () -> new DatabasePing(new Database(config.database())));

    return new DaemonRunner(NAME, stop, metrics.clients())
        .run(() -> new SinkSession(config, kafka, database, table, topics, metrics, stop));
  }
}
