package dev.fraudpipeline.sandbox.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The broker's settings: Kafka's own defaults where they decide what clients see, and small where
 * they only suit a large machine.
 */
final class BrokerSettings {

  static final int NODE_ID = 1;

  private BrokerSettings() {}

  static Map<String, String> of(
      Path folder, int publicPort, BrokerListeners listeners, Optional<KafkaSecurity> security) {
    Map<String, String> settings =
        new HashMap<>(
            listeners.settings(publicPort, security.isPresent() ? "SASL_SSL" : "PLAINTEXT"));
    security.ifPresent(with -> settings.putAll(with.settings(BrokerListeners.PROXIED)));
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("log.dirs", folder.toString());
    settings.put("auto.create.topics.enable", "false");

    // There is only this one to hold a copy, or a group.
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");

    // After kill -9 the controller takes the broker's former life for a second broker until that
    // session ends; by default for nine seconds.
    settings.put("broker.session.timeout.ms", "2500");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("server.max.startup.time.ms", "60000");

    // What has outlived its time-out is given up a second later, not ten.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

    // Two cores and little memory.
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));

    // No JMX: nobody reads it here, and beans of one name from two brokers would be reported.
    settings.put("metric.reporters", "");
    return settings;
  }
}
