package dev.fraudpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.log.RecordingLogger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClientConfigTest {
  private static final Map<String, String> CREDENTIALS =
      Map.of("SASL_USERNAME", "KEY", "SASL_PASSWORD", "hunter2");

  /** As Confluent Cloud hands it out for Java. */
  private static final String JAVA =
      """
      # Required connection configs for Kafka producer, consumer, and admin
      bootstrap.servers=pkc-12345.eu-west-1.aws.confluent.cloud:9092
      security.protocol=SASL_SSL
      sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \
      required username='FILEUSER' password='FILESECRET';
      sasl.mechanism=PLAIN
      client.dns.lookup=use_all_dns_ips
      session.timeout.ms=45000
      acks=all
      client.id=ccloud-java-client
      """;

  /** The same for librdkafka. */
  private static final String LIBRDKAFKA =
      """
      bootstrap.servers=pkc-12345.eu-west-1.aws.confluent.cloud:9092
      security.protocol=sasl_ssl
      sasl.mechanisms=PLAIN
      sasl.username=FILEUSER
      sasl.password=FILESECRET
      session.timeout.ms=45000
      """;

  private static final String PLAINTEXT = "bootstrap.servers=localhost:9092\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {JAVA, LIBRDKAFKA})
  void aFileOfConfluentCloudWorksWithCredentialsOfTheEnvironmentOnly(String file) {
    // When
    KafkaClientConfig properties = read(file, CREDENTIALS, EnumSet.allOf(KafkaClientKind.class));

    // Then
    for (KafkaClientKind kind : KafkaClientKind.values()) {
      Map<String, Object> configuration = properties.configuration(kind, Map.of(), Map.of());
      assertThat(configuration)
          .containsEntry("bootstrap.servers", "pkc-12345.eu-west-1.aws.confluent.cloud:9092")
          .containsEntry("sasl.mechanism", "PLAIN")
          .doesNotContainKeys("sasl.mechanisms", "sasl.username", "sasl.password");
      assertThat(jaasOptions(configuration))
          .isEqualTo(Map.of("username", "KEY", "password", "hunter2"));
      assertThat(configuration.toString()).doesNotContain("FILESECRET", "FILEUSER");
      assertThat(configuration.containsKey("session.timeout.ms"))
          .isEqualTo(kind == KafkaClientKind.CONSUMER);
    }
    assertThat(properties.warnings())
        .singleElement()
        .asString()
        .contains("credentials", "SASL_USERNAME")
        .doesNotContain("FILESECRET", "FILEUSER", "hunter2");
    assertThat(properties.bootstrapServers()).startsWith("pkc-12345");
    assertThat(properties.toString()).doesNotContain("FILESECRET", "hunter2", "KEY");
  }

  @Test
  void keysThatApplyToNoClientAreNamedInOneWarning() {
    // Given
    String file =
        PLAINTEXT
            + """
            session.timeout.ms=45000
            queue.buffering.max.kbytes=1000
            schema.registry.url=https://registry
            basic.auth.user.info=FILEUSER:FILESECRET
            group.id=mine
            transactional.id=mine
            key.serializer=Mine
            """;
    RecordingLogger log = new RecordingLogger();

    // When
    KafkaClientConfig properties =
        read(file, Map.of(), EnumSet.of(KafkaClientKind.PRODUCER, KafkaClientKind.ADMIN));
    properties.logWarnings(log);

    // Then
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("WARN ")
        .contains(
            "basic.auth.user.info, group.id, key.serializer, queue.buffering.max.kbytes,"
                + " schema.registry.url, session.timeout.ms, transactional.id")
        .doesNotContain("FILESECRET", "bootstrap.servers");
  }

  @Test
  void anyOtherClientPropertyPassesThroughToTheKindsItIsFor() {
    // Given
    String file =
        PLAINTEXT
            + "linger.ms=7\nfetch.max.bytes=1000000\nbuffer.memory=1048576\nclient.rack = a \n"
            + "retry.backoff.ms=200\nssl.truststore.password=FILESECRET\n";

    // When
    KafkaClientConfig properties = read(file, Map.of(), EnumSet.allOf(KafkaClientKind.class));

    // Then
    assertThat(properties.configuration(KafkaClientKind.PRODUCER, Map.of("linger.ms", 5), Map.of()))
        .containsEntry("linger.ms", "7")
        .containsEntry("buffer.memory", "1048576")
        .containsEntry("retry.backoff.ms", "200")
        .containsEntry("ssl.truststore.password", "FILESECRET")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .doesNotContainKey("fetch.max.bytes");
    assertThat(
            properties.configuration(
                KafkaClientKind.CONSUMER, Map.of(), Map.of("client.rack", "b")))
        .containsEntry("fetch.max.bytes", "1000000")
        .containsEntry("client.rack", "b")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false)
        .doesNotContainKeys("linger.ms", "buffer.memory");
    assertThat(properties.warnings()).isEmpty();
    assertThat(properties.toString()).doesNotContain("FILESECRET");
  }

  @ParameterizedTest
  @CsvSource({
    "acks=1, acks must be",
    "enable.idempotence=false, enable.idempotence must be",
    "isolation.level=read_uncommitted, isolation.level must be",
    "enable.auto.commit=true, enable.auto.commit must be",
    "auto.offset.reset=latest, auto.offset.reset must be",
    "max.in.flight.requests.per.connection=6, max.in.flight.requests.per.connection",
    "retries=0, retries",
    "linger.ms=soon, linger.ms",
    "session.timeout.ms=, session.timeout.ms",
    "security.protocol=SASL, security.protocol",
    "compression.type=rar, compression.type",
    "bootstrap.servers=localhost, bootstrap.servers",
    "bootstrap.servers=user:hunter2@broker:9092, bootstrap.servers must be host:port",
    "ssl.ca.location=missing.pem, ssl.ca.location must name a file that can be read",
    "ssl.truststore.location=missing.jks, ssl.truststore.location must name a file",
  })
  void whatCannotWorkIsAMistakeOfTheSettings(String line, String named) {
    assertThat(problems(PLAINTEXT + line, Map.of()))
        .singleElement()
        .asString()
        .startsWith("KAFKA_CONFIG (--config): ")
        .contains(named)
        .doesNotContain("\n", "hunter2");
  }

  @Test
  void whatCorrectnessRestsOnMayBeSpelledOut() {
    String file = PLAINTEXT + "acks=-1\nenable.idempotence=true\nauto.offset.reset=earliest\n";

    assertThat(read(file, Map.of(), EnumSet.allOf(KafkaClientKind.class)).warnings()).isEmpty();
  }

  @Test
  void missingCredentialsAreNamedEach() {
    assertThat(problems(JAVA, Map.of()))
        .containsExactly(
            "SASL_USERNAME must be set in the environment: security.protocol is SASL_SSL",
            "SASL_PASSWORD must be set in the environment: security.protocol is SASL_SSL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GSSAPI", "OAUTHBEARER", ""})
  void aMechanismThatPasswordsDoNotFitIsAMistake(String mechanism) {
    String file = JAVA.replace("sasl.mechanism=PLAIN", "sasl.mechanism=" + mechanism);

    assertThat(problems(file, CREDENTIALS)).singleElement().asString().contains("sasl.mechanism");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pass\"word", "back\\slash", "end\\", "\\\"", "a;b' c=", "${file:x:y}", "pä日😀"})
  void aPasswordMayHoldAnything(String password) {
    for (String mechanism : List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")) {
      // Given
      String file = JAVA.replace("mechanism=PLAIN", "mechanism=" + mechanism);
      Map<String, String> variables =
          Map.of("SASL_USERNAME", "u" + password, "SASL_PASSWORD", password);

      // When
      KafkaClientConfig properties = read(file, variables, EnumSet.of(KafkaClientKind.ADMIN));

      // Then
      Map<String, Object> configuration =
          properties.configuration(KafkaClientKind.ADMIN, Map.of(), Map.of());
      assertThat(jaasOptions(configuration))
          .isEqualTo(Map.of("username", "u" + password, "password", password));
    }
  }

  @Test
  void credentialsThatNobodyAsksForAreNotUsed() {
    KafkaClientConfig properties =
        read(
            PLAINTEXT + "sasl.password=FILESECRET\n",
            CREDENTIALS,
            EnumSet.of(KafkaClientKind.ADMIN));

    assertThat(properties.configuration(KafkaClientKind.ADMIN, Map.of(), Map.of()))
        .doesNotContainKey("sasl.jaas.config");
    assertThat(properties.warnings()).singleElement().asString().doesNotContain("FILESECRET");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing.properties");
    Options settings = new Options(Map.of("--config", missing.toString()), Map.of());
    KafkaClientConfig.read(settings, EnumSet.allOf(KafkaClientKind.class));

    assertThat(
            catchThrowableOfType(InvalidConfigException.class, settings::throwIfInvalid).problems())
        .singleElement()
        .asString()
        .startsWith("KAFKA_CONFIG (--config) must name a readable file")
        .contains(missing + " does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "acks=all\n", "acks=\\u00zz\n"})
  void aFileThatNamesNoBrokerIsAMistake(String file) {
    assertThat(problems(file, Map.of())).singleElement().asString().contains("KAFKA_CONFIG");
  }

  private static Map<String, ?> jaasOptions(Map<String, Object> configuration) {
    Map<String, Object> parsed =
        Map.of("sasl.jaas.config", new Password((String) configuration.get("sasl.jaas.config")));
    return JaasContext.loadClientContext(parsed).configurationEntries().get(0).getOptions();
  }

  private KafkaClientConfig read(
      String file, Map<String, String> variables, Set<KafkaClientKind> kinds) {
    Options settings = settings(file, variables);
    KafkaClientConfig properties = KafkaClientConfig.read(settings, kinds);
    settings.throwIfInvalid();
    return properties;
  }

  private List<String> problems(String file, Map<String, String> variables) {
    Options settings = settings(file, variables);
    KafkaClientConfig.read(settings, EnumSet.allOf(KafkaClientKind.class));
    return catchThrowableOfType(InvalidConfigException.class, settings::throwIfInvalid).problems();
  }

  private Options settings(String file, Map<String, String> variables) {
    try {
      Path path = Files.writeString(folder.resolve("client.properties"), file);
      return new Options(Map.of("--config", path.toString()), variables);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
