package dev.fraudpipeline.common.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Makes every Kafka client of the pipeline, by its kind and by what it is for. Whoever asks for one
 * closes it. Of the properties that are handed in, {@code defaults} may be changed by the file of
 * client properties, and {@code required} may not. Immutable.
 */
public final class KafkaClients {
  private final KafkaClientConfig config;

  public KafkaClients(KafkaClientConfig config) {
    this.config = config;
  }

  public KafkaClientConfig config() {
    return config;
  }

  /** A consumer that shares its topic with the other members of a group. */
  public Consumer<byte[], byte[]> groupMember(
      String group, Map<String, ?> defaults, Map<String, ?> required) {
    Map<String, Object> properties =
        config.configuration(
            KafkaClientKind.CONSUMER,
            defaults,
            with(required, ConsumerConfig.GROUP_ID_CONFIG, group));
    Object protocol = properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
    if (!"consumer".equalsIgnoreCase(String.valueOf(protocol))) {
      // Others coming and going does not take away what is in flight here.
      properties.putIfAbsent(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          CooperativeStickyAssignor.class.getName());
    }
    return new KafkaConsumer<>(properties);
  }

  /** A consumer that reads the partitions which it is told to, as a member of no group. */
  public Consumer<byte[], byte[]> reader(Map<String, ?> required) {
    return new KafkaConsumer<>(config.configuration(KafkaClientKind.CONSUMER, Map.of(), required));
  }

  /** A producer that sends each record once, and by itself. */
  public Producer<byte[], byte[]> idempotentProducer(
      Map<String, ?> defaults, Map<String, ?> required) {
    return new KafkaProducer<>(config.configuration(KafkaClientKind.PRODUCER, defaults, required));
  }

  /** A producer whose records are committed together or not at all. */
  public Producer<byte[], byte[]> transactionalProducer(
      String transactionalId, Map<String, ?> defaults, Map<String, ?> required) {
    return idempotentProducer(
        defaults, with(required, ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId));
  }

  /** An admin client for somebody who waits for Kafka. */
  public Admin admin() {
    return Admin.create(config.configuration(KafkaClientKind.ADMIN, Map.of(), Map.of()));
  }

  /**
   * An admin client for somebody who asks whether Kafka is there.
   *
   * @param patience after which each call fails
   */
  public Admin impatientAdmin(Duration patience) {
    int millis = (int) patience.toMillis();
    return Admin.create(
        config.configuration(
            KafkaClientKind.ADMIN,
            Map.of(),
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis)));
  }

  private static Map<String, Object> with(Map<String, ?> properties, String key, String value) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.put(key, value);
    return all;
  }
}
