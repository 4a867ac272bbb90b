package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.log.LogText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The kinds of Kafka clients, what each is configured by, and how this pipeline sets them up. */
@SuppressWarnings("ImmutableEnumChecker") // all are unmodifiable, which their types cannot say
public enum KafkaClientKind {
  PRODUCER(
      ProducerConfig.configNames(),
      ProducerConfig::new,
      Map.of(
          // Fits a heap of 128 MiB with room for the daemon's own batches.
          ProducerConfig.BUFFER_MEMORY_CONFIG, 16 << 20,
          ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10,
          ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 10_000),
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ByteArraySerializer.class,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ByteArraySerializer.class)),

  CONSUMER(
      ConsumerConfig.configNames(),
      ConsumerConfig::new,
      Map.of(
          // One fetch of each of six partitions at most, besides the batch in hand.
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
          8 << 20,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          1 << 20,
          // A daemon that was killed holds its partitions, and their alarms, for so long.
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          10_000,
          ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
          10_000),
      Map.of(
          // A group begins at earliest; where that loses records, EarliestConsumer tells.
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "none",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_committed",
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ByteArrayDeserializer.class,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ByteArrayDeserializer.class)),

  ADMIN(
      AdminClientConfig.configNames(),
      AdminClientConfig::new,
      Map.of(
          AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000,
          AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
          AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 10_000),
      Map.of());

  /** Properties that each daemon decides for itself: in a file these do not apply. */
  private static final Set<String> OWNED =
      Set.of(
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG);

  private final Set<String> names;
  private final Function<Map<String, Object>, AbstractConfig> check;
  private final Map<String, Object> defaults;
  private final Map<String, Object> required;

  KafkaClientKind(
      Set<String> names,
      Function<Map<String, Object>, AbstractConfig> check,
      Map<String, Object> defaults,
      Map<String, Object> required) {
    this.names = names;
    this.check = check;
    this.defaults = defaults;
    this.required = required;
  }

  /** Tells whether a client of this kind takes the property from a file. */
  boolean takes(String property) {
    return names.contains(property) && !OWNED.contains(property);
  }

  /**
   * Reason why no client of this kind could be made of a configuration; empty where one could.
   * Contacts nobody.
   */
  Optional<String> objection(Map<String, Object> configuration) {
    try {
      AbstractConfig unused = check.apply(configuration);
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of(LogText.escaped(e.getMessage()));
    }
  }

  /** Properties that a file may change. */
  Map<String, Object> defaults() {
    return defaults;
  }

  /** Properties that a file may not change. */
  Map<String, Object> required() {
    return required;
  }
}
