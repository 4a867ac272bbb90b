package dev.fraudpipeline.common.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Client properties on which it rests that nothing is lost, doubled or reordered. */
final class RequiredClientProperties {
  private static final Map<String, Need> NEEDS =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
              new Need(Set.of("all", "-1"), "a payment could be lost with one broker"),
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
              new Need(Set.of("true"), "a retry could store a payment twice or out of order"),
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
              new Need(
                  Set.of(Integer.toString(Integer.MAX_VALUE)),
                  "a payment could be given up while Kafka is away"),
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
              new Need(Set.of(), "one card's payments could leave their partition"),
          ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
              new Need(Set.of("false"), "one card's payments could leave their partition"),
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
              new Need(Set.of("read_committed"), "aborted predictions would be read"),
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
              new Need(Set.of("false"), "a payment could count as done before it is"),
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
              new Need(Set.of("earliest"), "what waits when a group begins would be skipped"));

  private RequiredClientProperties() {}

  /** Objection to the value, or empty where it can be accepted. */
  static Optional<String> objection(String key, String value) {
    Need need = NEEDS.get(key);
    if (need == null || need.accepted().contains(value.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    String what =
        need.accepted().isEmpty()
            ? " must not be set"
            : " must be " + String.join(" or ", need.accepted().stream().sorted().toList());
    return Optional.of(key + what + ", but is \"" + value + "\": else " + need.reason());
  }

  private record Need(Set<String> accepted, String reason) {}
}
