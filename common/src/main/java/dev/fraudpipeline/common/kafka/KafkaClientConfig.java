package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.config.Options;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.slf4j.Logger;

/**
 * The file of Kafka client properties, as Confluent Cloud hands it out for Java or for librdkafka
 * clients, turned into configurations of the Kafka clients of one daemon. Credentials come from
 * {@link KafkaOptions#SASL_USERNAME} and {@link KafkaOptions#SASL_PASSWORD} only. Immutable; {@code
 * toString()} holds no secret.
 */
public final class KafkaClientConfig {
  /** Where librdkafka says in other words what Java clients can do, too. */
  private static final Map<String, String> FROM_LIBRDKAFKA =
      Map.of(
          "sasl.mechanisms", SaslConfigs.SASL_MECHANISM,
          "metadata.broker.list", CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
          "ssl.ca.location", SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);

  private static final Set<String> CREDENTIALS =
      Set.of(SaslConfigs.SASL_JAAS_CONFIG, "sasl.username", "sasl.password");

  private static final Set<String> FILES =
      Set.of(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);

  private final Map<String, String> properties;
  private final Optional<String> jaas;
  private final List<String> warnings;

  private KafkaClientConfig(
      Map<String, String> properties, Optional<String> jaas, List<String> warnings) {
    this.properties = properties;
    this.jaas = jaas;
    this.warnings = warnings;
  }

  /**
   * Reads the file that the settings name; mistakes become problems of the settings.
   *
   * @param kinds the clients that the daemon uses; keys that apply to none of them are named in a
   *     warning
   */
  public static KafkaClientConfig read(Options options, Set<KafkaClientKind> kinds) {
    Path file = options.get(KafkaOptions.CONFIG);
    Properties lines = file == null ? new Properties() : load(file, options);
    List<String> warnings = new ArrayList<>();
    Map<String, String> properties = new LinkedHashMap<>();
    Set<String> notApplying = new TreeSet<>();
    boolean credentialsInFile = false;
    for (String key : new TreeSet<>(lines.stringPropertyNames())) {
      String javaKey = FROM_LIBRDKAFKA.getOrDefault(key, key);
      if (CREDENTIALS.contains(key)) {
        credentialsInFile = true;
      } else if (kinds.stream().noneMatch(kind -> kind.takes(javaKey))) {
        notApplying.add(key);
      } else {
        RequiredClientProperties.objection(javaKey, lines.getProperty(key).strip())
            .ifPresent(why -> options.problem(KafkaOptions.CONFIG.label() + ": " + why));
        properties.put(javaKey, lines.getProperty(key).strip());
        if (FILES.contains(javaKey) && !Files.isReadable(Path.of(properties.get(javaKey)))) {
          options.problem(
              KafkaOptions.CONFIG.label() + ": " + key + " must name a file that can be read");
        }
        if (key.equals("ssl.ca.location")) {
          properties.putIfAbsent(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
        }
      }
    }
    boolean namesBrokers = BrokerAddresses.areIn(properties);
    if (!lines.isEmpty() && !namesBrokers) {
      options.problem(
          KafkaOptions.CONFIG.label()
              + ": bootstrap.servers must be host:port, or several, separated by commas");
    }
    Optional<String> jaas = SaslLogin.jaas(properties, options);
    if (credentialsInFile) {
      warnings.add(
          "the credentials in "
              + file
              + " are not used: "
              + (jaas.isPresent()
                  ? "SASL_USERNAME and SASL_PASSWORD of the environment are"
                  : "security.protocol asks for none"));
    }
    if (!notApplying.isEmpty()) {
      warnings.add(
          "these keys of "
              + file
              + " do not apply and are passed over: "
              + String.join(", ", notApplying));
    }
    KafkaClientConfig read = new KafkaClientConfig(properties, jaas, warnings);
    // A mistake that is told already would be told again, in other words.
    if (namesBrokers && (jaas.isPresent() || !SaslLogin.isAskedFor(properties))) {
      kinds.stream()
          .flatMap(kind -> kind.objection(read.configuration(kind, Map.of(), Map.of())).stream())
          // A property of several kinds is wrong in all of them.
          .distinct()
          .forEach(why -> options.problem(KafkaOptions.CONFIG.label() + ": " + why));
    }
    return read;
  }

  private static Properties load(Path file, Options options) {
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      lines.load(reader);
      if (lines.isEmpty()) {
        options.problem(KafkaOptions.CONFIG.label() + " names a file that is empty: " + file);
      }
    } catch (IOException | IllegalArgumentException e) {
      options.problem(
          KafkaOptions.CONFIG.label()
              + " must name a readable file of Kafka client properties, but "
              + file
              + (Files.exists(file) ? " cannot be read" : " does not exist")
              + "; client.properties.example shows what it holds");
    }
    return lines;
  }

  /** Logs what was passed over, a line each. */
  public void logWarnings(Logger log) {
    warnings.forEach(log::warn);
  }

  /** Warnings of what was passed over, a sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** Tells whether the clients log in. */
  public boolean logsIn() {
    return jaas.isPresent();
  }

  /** The brokers that the file names, each as host and port alone, separated by commas. */
  public String bootstrapServers() {
    return BrokerAddresses.bare(properties);
  }

  /**
   * A client's whole configuration: defaults that fit this pipeline, over them the file's
   * properties, over them what correctness rests on and what the daemon asks for.
   *
   * @param defaults what the daemon would like, and the file may change
   * @param required what the daemon needs
   */
  public Map<String, Object> configuration(
      KafkaClientKind kind, Map<String, ?> defaults, Map<String, ?> required) {
    Map<String, Object> configuration = new LinkedHashMap<>(kind.defaults());
    if ("consumer".equalsIgnoreCase(properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
      // With the new group protocol (KIP-848) the broker decides, and the client refuses to.
      configuration.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
    }
    configuration.putAll(defaults);
    properties.forEach(
        (key, value) -> {
          if (kind.takes(key)) {
            configuration.put(key, value);
          }
        });
    jaas.ifPresent(value -> configuration.put(SaslConfigs.SASL_JAAS_CONFIG, value));
    configuration.putAll(kind.required());
    configuration.putAll(required);
    return configuration;
  }

  @Override
  public String toString() {
    return "KafkaClientConfig" + properties.keySet();
  }
}
