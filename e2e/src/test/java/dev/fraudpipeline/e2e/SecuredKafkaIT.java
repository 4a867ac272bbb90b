package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.kafka.KafkaSecurity;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import dev.fraudpipeline.sandbox.tls.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemons against a Kafka that is protected as Confluent Cloud is: TLS, PLAIN, ACLs. */
final class SecuredKafkaIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final String PASSWORD = "correct";

  /** As Confluent Cloud hands it out for Java; the sandbox's authority comes on top. */
  private static final String JAVA =
      """
      # Required connection configs for Kafka producer, consumer, and admin
      bootstrap.servers=%s
      security.protocol=SASL_SSL
      sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username='{{ CLUSTER_API_KEY }}' password='{{ CLUSTER_API_SECRET }}';
      sasl.mechanism=PLAIN
      # Required for correctness in Apache Kafka clients prior to 2.6
      client.dns.lookup=use_all_dns_ips

      # Best practice for higher availability in Apache Kafka clients prior to 3.0
      session.timeout.ms=45000

      # Best practice for Kafka producer to prevent data loss
      acks=all
      client.id=ccloud-java-client-6b1d1b7c

      # Required connection configs for Confluent Cloud Schema Registry
      schema.registry.url=https://{{ SR_ENDPOINT }}
      basic.auth.credentials.source=USER_INFO
      basic.auth.user.info={{ SR_API_KEY }}:{{ SR_API_SECRET }}
      """;

  /** The same for Python. */
  private static final String PYTHON =
      """
      # Required connection configs for Kafka producer, consumer, and admin
      bootstrap.servers=%s
      security.protocol=SASL_SSL
      sasl.mechanisms=PLAIN
      sasl.username={{ CLUSTER_API_KEY }}
      sasl.password={{ CLUSTER_API_SECRET }}

      # Best practice for higher availability in librdkafka clients prior to 1.7
      session.timeout.ms=45000
      client.id=ccloud-python-client-6b1d1b7c
      """;

  @TempDir private static Path data;
  private static CertificateAuthority authority;
  private static SandboxKafka kafka;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    authority = CertificateAuthority.in(Files.createDirectory(data.resolve("tls")));
    kafka = kafka("kafka", authority.serverFor("ip:127.0.0.1"));
    for (AclOperation needed :
        List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.CREATE)) {
      allow(kafka, "app", ResourceType.TOPIC, "topic_", needed);
    }
    allow(kafka, "app", ResourceType.GROUP, "", AclOperation.READ);
    allow(kafka, "app", ResourceType.TRANSACTIONAL_ID, "predictor-", AclOperation.WRITE);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {JAVA, PYTHON})
  void confluentsFilesWorkAsTheyAreAndPaymentsReachTheTable(String offered) throws Exception {
    PaymentsApi.Options options =
        PaymentsApi.Options.in(folder.resolve("api")).withCallsPerMinute(0);
    try (SandboxPostgres postgres = SandboxPostgres.start(folder.resolve("postgres"), 0);
        ModelServer model = ModelServer.start(ModelServer.Options.defaults());
        PaymentsApi api = PaymentsApi.start(options);
        // When
        JarProcess producer =
            JarProcess.start(
                command("producer", file(offered, kafka), "app", PASSWORD)
                    .environment("PAYMENTS_API_URL", api.address())
                    .arguments("--poll-interval", "100ms"));
        JarProcess predictor =
            JarProcess.start(
                command("predictor", file(offered, kafka), "app", PASSWORD)
                    .environment("MODEL_URL", model.address()));
        JarProcess sink =
            JarProcess.start(
                command("sink", file(offered, kafka), "app", PASSWORD)
                    .environment("DATABASE_URL", postgres.address()))) {
      // Then
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .ignoreExceptionsInstanceOf(SQLException.class)
          .until(() -> rows(postgres) >= 5);
      assertThat(List.of(producer, predictor, sink)).allMatch(JarProcess::isAlive);
    }
    assertThat(lines("producer"))
        .filteredOn(line -> line.contains(" do not apply "))
        .singleElement()
        .asString()
        .contains("session.timeout.ms")
        .satisfies(
            line -> {
              if (offered.equals(JAVA)) {
                assertThat(line).contains("basic.auth.user.info", "schema.registry.url");
              }
            });
    for (String daemon : List.of("producer", "predictor", "sink")) {
      assertThat(Files.readString(log(daemon)))
          .contains("the credentials in ")
          .doesNotContain(PASSWORD, "CLUSTER_API", "SR_API", "NetworkClient");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"producer", "predictor", "sink"})
  void aWrongPasswordEndsTheDaemonWithOneLine(String daemon) throws Exception {
    assertThat(endOf(command(daemon, file(JAVA, kafka), "app", "mistyped")))
        .contains("refused the log-in", "SASL_USERNAME")
        .doesNotContain("mistyped");
  }

  @Test
  void anUnknownUserEndsTheDaemonWithOneLine() throws Exception {
    assertThat(endOf(command("producer", file(PYTHON, kafka), "nobody", PASSWORD)))
        .contains("refused the log-in", "SASL_USERNAME")
        .doesNotContain("nobody");
  }

  @Test
  void aCertificateOfAnUnknownAuthorityEndsTheDaemonWithOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("untrusting"), JAVA.formatted(kafka.address()));

    assertThat(endOf(command("producer", file, "app", PASSWORD)))
        .contains("refused the log-in", "ssl.truststore.location");
  }

  @Test
  void aCertificateForAnotherHostEndsTheDaemonWithOneLine() throws Exception {
    try (SandboxKafka other = kafka("other", authority.serverFor("dns:kafka.example.com"))) {
      assertThat(endOf(command("producer", file(JAVA, other), "app", PASSWORD)))
          .contains("refused the log-in", "another host");
    }
  }

  @Test
  void anExpiredCertificateIsWaitedForUntilItIsRenewed() throws Exception {
    // Given
    SandboxKafka expired = kafka("renewed", authority.expiredServerFor("ip:127.0.0.1"));
    try (JarProcess producer =
        JarProcess.start(command("producer", file(JAVA, expired), "app", PASSWORD))) {
      awaitLine("producer", "certificate is not valid at this time");

      // When
      expired.close();
      expired = kafka("renewed", authority.serverFor("ip:127.0.0.1"));
      allow(expired, "app", ResourceType.TOPIC, "topic_", AclOperation.ALL);

      // Then
      awaitLine("producer", "created topic topic_1 ");
      assertThat(producer.isAlive()).isTrue();
      assertThat(lines("producer"))
          .filteredOn(line -> line.contains("not valid at this time"))
          .hasSize(1);
    } finally {
      expired.close();
    }
  }

  @Test
  void aTopicWithoutPermissionIsWaitedForUntilItIsGranted() throws Exception {
    // Given
    try (JarProcess producer =
        JarProcess.start(
            command("producer", file(JAVA, kafka), "stranger", PASSWORD)
                .environment("TOPIC_1", "granted-later"))) {
      awaitLine("producer", "granted-later is missing, or hidden from this user");

      // When
      allow(kafka, "stranger", ResourceType.TOPIC, "granted-later", AclOperation.ALL);

      // Then
      awaitLine("producer", "created topic granted-later ");
      assertThat(lines("producer"))
          .filteredOn(line -> line.contains("hidden from this user"))
          .hasSize(1);
      assertThat(producer.isAlive()).isTrue();
      assertThat(TopicContents.committed(kafka.directBootstrapServers(), "granted-later"))
          .isEmpty();
    }
  }

  private static SandboxKafka kafka(String name, Path keyStore) {
    return SandboxKafka.start(
        data.resolve(name),
        0,
        new KafkaSecurity(
            keyStore,
            CertificateAuthority.PASSWORD,
            Map.of("app", PASSWORD, "stranger", PASSWORD)));
  }

  private static void allow(
      SandboxKafka kafka, String user, ResourceType type, String prefix, AclOperation operation)
      throws Exception {
    ResourcePattern resources =
        prefix.isEmpty()
            ? new ResourcePattern(type, ResourcePattern.WILDCARD_RESOURCE, PatternType.LITERAL)
            : new ResourcePattern(type, prefix, PatternType.PREFIXED);
    AccessControlEntry entry =
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.directBootstrapServers()))) {
      admin.createAcls(List.of(new AclBinding(resources, entry))).all().get();
    }
  }

  private Path file(String template, SandboxKafka of) throws IOException {
    return Files.writeString(
        Files.createTempFile(folder, "client", ".properties"),
        template.formatted(of.address()) + "ssl.ca.location=" + authority.certificate() + "\n");
  }

  /** What a daemon needs at least; what it talks to beside Kafka is not there. */
  private JarCommand command(String daemon, Path file, String user, String password) {
    JarCommand command =
        JarCommand.of(Pipeline.jar(daemon), log(daemon))
            .folder(folder)
            .jvmOptions("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .environment("KAFKA_CONFIG", file.toString())
            .environment("SASL_USERNAME", user)
            .environment("SASL_PASSWORD", password);
    return switch (daemon) {
      case "producer" -> command.environment("PAYMENTS_API_URL", "http://127.0.0.1:1/");
      case "predictor" -> command.environment("MODEL_URL", "http://127.0.0.1:1");
      default -> command.environment("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none");
    };
  }

  /** Runs it to its end, with status 1; gives what it wrote at level ERROR: one line. */
  private String endOf(JarCommand command) throws Exception {
    try (JarProcess process = JarProcess.start(command)) {
      assertThat(process.awaitEnd(DEFINITELY_TOO_SLOW)).hasValue(1);
    }
    List<String> errors =
        Files.readAllLines(command.log()).stream()
            .filter(line -> !line.contains(" INFO "))
            // On what of the properties' file is not used.
            .filter(line -> !line.matches(".* WARN Main - .*"))
            .filter(line -> !line.matches(".* the (database|payments API) is away: .*"))
            .filter(line -> !line.contains("127.0.0.1:1"))
            .toList();
    assertThat(errors).hasSize(1);
    return errors.get(0);
  }

  private void awaitLine(String daemon, String text) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(() -> lines(daemon).stream().anyMatch(line -> line.contains(text)));
  }

  private List<String> lines(String daemon) {
    try {
      return Files.exists(log(daemon)) ? Files.readAllLines(log(daemon)) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(String daemon) {
    return folder.resolve(daemon + ".log");
  }

  private static long rows(SandboxPostgres postgres) throws SQLException {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement();
        var result = statement.executeQuery("select count(*) from transactions")) {
      result.next();
      return result.getLong(1);
    }
  }
}
