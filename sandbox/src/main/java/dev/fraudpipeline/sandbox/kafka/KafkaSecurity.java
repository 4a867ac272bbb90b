package dev.fraudpipeline.sandbox.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Protection of a {@link SandboxKafka}'s address, as Confluent Cloud has it: SASL_SSL with PLAIN,
 * and access control lists by which nobody may do anything that is not allowed. Past the proxy, at
 * {@link SandboxKafka#directBootstrapServers()}, everybody may do everything: that is where a test
 * grants rights. Immutable; {@code toString()} shows passwords, which are none.
 *
 * @param keyStore the server's key and certificate, PKCS12
 * @param keyStorePassword also of the key
 * @param users passwords by name; letters and digits only
 */
public record KafkaSecurity(Path keyStore, String keyStorePassword, Map<String, String> users) {
  public KafkaSecurity {
    users = Map.copyOf(users);
  }

  /** The broker's settings, for the listener of that name. */
  Map<String, String> settings(String listener) {
    String prefix = "listener.name." + listener.toLowerCase(Locale.ROOT) + ".";
    StringBuilder jaas =
        new StringBuilder("org.apache.kafka.common.security.plain.PlainLoginModule required");
    users.forEach((user, password) -> jaas.append(" user_%s=\"%s\"".formatted(user, password)));
    Map<String, String> settings = new HashMap<>();
    settings.put(prefix + "sasl.enabled.mechanisms", "PLAIN");
    settings.put(prefix + "plain.sasl.jaas.config", jaas.append(';').toString());
    settings.put(prefix + "ssl.keystore.type", "PKCS12");
    settings.put(prefix + "ssl.keystore.location", keyStore.toString());
    settings.put(prefix + "ssl.keystore.password", keyStorePassword);
    settings.put(prefix + "ssl.key.password", keyStorePassword);
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    return settings;
  }
}
