package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.config.Options;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;

/** Log-in of the clients: by the mechanism of the file, with the environment's credentials. */
final class SaslLogin {
  private static final Map<String, String> MODULES =
      Map.of(
          "PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule",
          "SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule",
          "SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule");

  private SaslLogin() {}

  /** Tells whether these properties ask for one. */
  static boolean isAskedFor(Map<String, String> properties) {
    return properties
        .getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "")
        .toUpperCase(Locale.ROOT)
        .startsWith("SASL_");
  }

  /**
   * Value of {@code sasl.jaas.config}; what is missing for it becomes a problem of the settings.
   *
   * @return empty where no log-in is asked for, or something is missing
   */
  static Optional<String> jaas(Map<String, String> properties, Options options) {
    Optional<String> user = options.find(KafkaOptions.SASL_USERNAME);
    Optional<String> password = options.find(KafkaOptions.SASL_PASSWORD);
    if (!isAskedFor(properties)) {
      return Optional.empty();
    }
    String protocol = properties.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
    if (user.isEmpty()) {
      options.problem(
          "SASL_USERNAME must be set in the environment: security.protocol is " + protocol);
    }
    if (password.isEmpty()) {
      options.problem(
          "SASL_PASSWORD must be set in the environment: security.protocol is " + protocol);
    }
    String module = MODULES.get(properties.getOrDefault(SaslConfigs.SASL_MECHANISM, ""));
    if (module == null) {
      options.problem(
          KafkaOptions.CONFIG.label()
              + " must have sasl.mechanism PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512 where"
              + " security.protocol is "
              + protocol);
    }
    if (user.isEmpty() || password.isEmpty() || module == null) {
      return Optional.empty();
    }
    return Optional.of(
        "%s required username=%s password=%s;"
            .formatted(module, quoted(user.get()), quoted(password.get())));
  }

  /** A JAAS option's value; a backslash or a quote in a password must not end it. */
  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
