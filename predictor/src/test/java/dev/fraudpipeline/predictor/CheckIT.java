package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.sandbox.kafka.KafkaSecurity;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.ScoringModel;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import dev.fraudpipeline.sandbox.process.PrintedOutput;
import dev.fraudpipeline.sandbox.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} says of a broker that is protected as Confluent Cloud is, and of a model. */
@Timeout(300)
final class CheckIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final String PASSWORD = "correct";

  @TempDir static Path folder;
  private static Path certificate;
  private static SandboxKafka kafka;
  private static ModelServer model;
  private static volatile ScoringModel behaviour = Payments::everyTenthIsFraud;

  @BeforeAll
  static void startServers() throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.in(Files.createDirectory(folder.resolve("tls")));
    certificate = authority.certificate();
    kafka =
        SandboxKafka.start(
            folder.resolve("kafka"),
            0,
            new KafkaSecurity(
                authority.serverFor("ip:127.0.0.1"),
                CertificateAuthority.PASSWORD,
                Map.of("app", PASSWORD, "reader", PASSWORD, "stranger", PASSWORD)));
    model = ModelServer.start(ModelServer.Options.defaults(), frame -> behaviour.predict(frame));
    try (Admin admin = admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("topic_1", 3, (short) 1),
                  new NewTopic("topic_2", 3, (short) 1),
                  new NewTopic("topic_1_rejected", 1, (short) 1),
                  new NewTopic("topic_short", 1, (short) 1)
                      .configs(Map.of("retention.ms", "3600000", "max.message.bytes", "1000")),
                  new NewTopic("compacted", 1, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
      allow(admin, "app", ResourceType.TOPIC, "topic_", AclOperation.READ, AclOperation.WRITE);
      allow(admin, "app", ResourceType.TOPIC, "topic_", AclOperation.DESCRIBE_CONFIGS);
      allow(admin, "app", ResourceType.TOPIC, "made-later", AclOperation.CREATE);
      allow(admin, "app", ResourceType.GROUP, "predictor", AclOperation.READ);
      allow(admin, "app", ResourceType.TRANSACTIONAL_ID, "predictor-", AclOperation.WRITE);
      // Sees the topics and may read the first, as a user does that was set up in haste.
      allow(admin, "reader", ResourceType.TOPIC, "topic_", AclOperation.DESCRIBE);
      allow(admin, "reader", ResourceType.TOPIC, "topic_1", AclOperation.READ);
    }
  }

  @AfterAll
  static void stopServers() {
    model.close();
    kafka.close();
  }

  @Test
  void allWorksAndARunningPredictorNoticesNothing() throws Exception {
    // Given
    Map<String, String> environment = environment("app");
    environment.put("INSTANCE_ID", "one");
    environment.put("MODEL_TOKEN", "hidden-token");
    try (DaemonThread predictor =
        DaemonThread.start(
            "predictor",
            stop ->
                Predictor.run(PredictorConfig.from(new Options(Map.of(), environment)), stop))) {
      write(0, 30);
      awaitScored(30, predictor);

      // When
      PrintedOutput printed = check(environment, "--batch-size", "7");

      // Then
      assertThat(printed.status()).as(printed.out()).isZero();
      assertThat(lines(printed))
          .contains(
              "ok BATCH_SIZE (--batch-size) 7 (option)",
              "ok INSTANCE_ID (--instance) one (environment)",
              "ok FRAUD_THRESHOLD (--threshold) 0.5 (default)",
              "ok MODEL_TOKEN (not shown) (environment)",
              "ok group predictor may be joined",
              "ok transactional id predictor-one-check-only may be used, as any with this prefix",
              "ok topic topic_1_rejected may be read, and marked",
              "ok topic topic_1 may be written",
              "ok transactional id predictor-rejected-replay may be used",
              "all works");
      assertThat(line(printed, "Kafka at "))
          .startsWith("ok Kafka at " + kafka.address() + " cluster ")
          .contains(", 1 broker, metadata.version ")
          .endsWith(", log-in accepted");
      assertThat(line(printed, "topic topic_1 "))
          .startsWith("ok topic topic_1 3 partitions, replication 1, keeps records for 7 days");
      assertThat(line(printed, "topic topic_1_rejected "))
          .startsWith("note topic topic_1_rejected 1 partition,")
          .endsWith("set retention.ms=-1");
      assertThat(line(printed, "model http"))
          .startsWith("ok model http://127.0.0.1:")
          .contains(
              "scores the newest payment of topic_1, by 21 columns: trans_date_trans_time,cc_num");
      assertThat(printed.out())
          .doesNotContain("hidden-token", PASSWORD, "Quill", "4855488158131690");
      write(30, 30);
      awaitScored(60, predictor);
      assertThat(
              TopicContents.committed(kafka.directBootstrapServers(), "topic_2").stream()
                  .map(Payments::read)
                  .map(Payments::number))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 60).boxed().toList());
      try (Admin admin = admin()) {
        assertThat(
                admin
                    .describeConsumerGroups(List.of("predictor"))
                    .all()
                    .get()
                    .get("predictor")
                    .members())
            .hasSize(1);
      }
    }
  }

  @Test
  void rightsThatAreMissingAreNamedOneByOne() throws Exception {
    PrintedOutput printed = check(environment("reader"));

    assertThat(printed.status()).isEqualTo(1);
    assertThat(line(printed, "topic topic_1 "))
        .startsWith("ok topic topic_1 3 partitions")
        .endsWith("retention is not shown to this user");
    assertThat(line(printed, "topic topic_2 "))
        .startsWith("FAILED topic topic_2 3 partitions")
        .endsWith("this user lacks the right to WRITE: grant WRITE on it");
    assertThat(line(printed, "topic topic_1_rejected ")).startsWith("FAILED").contains("WRITE");
    assertThat(line(printed, "group predictor"))
        .isEqualTo("FAILED group predictor this user may not use that group: grant READ on it");
    assertThat(line(printed, "transactional id "))
        .startsWith("FAILED transactional id predictor-")
        .endsWith("grant WRITE and DESCRIBE on it, or on its prefix");
    assertThat(lines(printed))
        .contains(
            "note topic topic_1_rejected this user may not replay: grant WRITE on it",
            "note topic topic_1 this user may not replay: grant WRITE on it",
            "note transactional id predictor-rejected-replay this user may not use that"
                + " transactional id: grant WRITE and DESCRIBE on it, or on its prefix");
    assertThat(lines(printed)).last().asString().startsWith("4 of ").endsWith(" do not work");
  }

  @Test
  void aReplayThatRunsMeanwhileGoesOn() throws Exception {
    // Given
    try (KafkaProducer<byte[], byte[]> replay =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.directBootstrapServers(),
                "transactional.id",
                "predictor-rejected-replay"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      replay.initTransactions();
      replay.beginTransaction();
      var unused = replay.send(new ProducerRecord<>("topic_short", new byte[] {1}));

      // When
      PrintedOutput printed = check(environment("app"));

      // Then
      assertThat(lines(printed))
          .contains("ok transactional id predictor-rejected-replay may be used");
      replay.commitTransaction();
    }
    TopicContents.awaitTransactionsEnded(kafka.directBootstrapServers());
    assertThat(TopicContents.committed(kafka.directBootstrapServers(), "topic_short")).hasSize(1);
  }

  @Test
  void aTopicThatIsHiddenOrMissingOrWouldBeMadeIsToldApart() throws Exception {
    // Given
    Map<String, String> environment = environment("app");
    environment.put("TOPIC_1", "made-later");
    environment.put("TOPIC_2", "never-made");

    // Then
    PrintedOutput missing = check(environment);
    assertThat(line(missing, "topic made-later "))
        .isEqualTo("ok topic made-later not there yet: the daemon creates it, with 6 partitions");
    assertThat(line(missing, "topic never-made "))
        .startsWith("FAILED topic never-made missing, or hidden from this user, who may not create")
        .endsWith("grant WRITE on it");
    environment.put("TOPIC_1", "topic_short");
    assertThat(line(check(environment), "topic topic_short "))
        .startsWith("note topic topic_short 1 partition, replication 1, keeps records for 1 hour,")
        .contains("raise retention.ms", "max.message.bytes is below");
    environment.put("TOPIC_1", "compacted");
    allowAll("app", "compacted");
    assertThat(line(check(environment), "topic compacted "))
        .startsWith("FAILED")
        .contains("compact");
    PrintedOutput stranger = check(environment("stranger"));
    assertThat(line(stranger, "topic topic_2 ")).startsWith("FAILED").contains("grant WRITE on it");
    try (Admin admin = admin()) {
      assertThat(admin.listTopics().names().get()).doesNotContain("made-later", "never-made");
    }
  }

  @Test
  void aModelThatRefusesIsToldWithTheColumnsThatItMisses() throws Exception {
    // Given
    Map<String, String> environment = environment("app");
    environment.put("MODEL_FEATURES", "cc_num,amt,category");
    environment.put("MODEL_URL", model.address() + ",http://127.0.0.1:1");
    // A server that speaks TLS, by a certificate that nobody trusts.
    environment.put("ALARM_WEBHOOK_URL", "https://" + kafka.address() + "/");

    // When
    PrintedOutput printed = check(environment);

    // Then
    assertThat(printed.status()).isEqualTo(1);
    assertThat(line(printed, "model " + model.address()))
        .startsWith("FAILED")
        .contains("status 400: the model misses the columns trans_date_trans_time, merchant,")
        .endsWith("It is asked with 3 columns: cc_num,amt,category");
    assertThat(line(printed, "model http://127.0.0.1:1/invocations"))
        .startsWith("FAILED")
        .contains("gives no score: the connection is refused");
    assertThat(line(printed, "webhook ")).startsWith("FAILED").contains(": TLS fails: ");
  }

  @Test
  void whileKafkaIsAwayAllElseIsToldAllTheSame() throws Exception {
    // Given
    Map<String, String> environment = environment("app");
    environment.put(
        "KAFKA_CONFIG",
        Files.writeString(folder.resolve("away.properties"), "bootstrap.servers=127.0.0.1:1\n")
            .toString());
    environment.put("ALARM_WEBHOOK_URL", "http://127.0.0.1:1/hooks/secret-path");

    // When
    PrintedOutput printed = check(environment);

    // Then
    assertThat(printed.status()).isEqualTo(1);
    assertThat(lines(printed))
        .contains("FAILED Kafka at 127.0.0.1:1 it is not there, or does not answer in time")
        .contains("FAILED webhook 127.0.0.1:1: nobody listens there")
        .contains("note rights not known: it is not there, or does not answer in time");
    assertThat(line(printed, "model http")).contains("scores a made-up payment");
    assertThat(printed.out()).doesNotContain("secret-path");
  }

  @Test
  void aWrongPasswordIsToldAndAWrongSettingEndsWithStatus2() throws Exception {
    Map<String, String> environment = environment("app");
    environment.put("SASL_PASSWORD", "mistyped");

    PrintedOutput wrong = check(environment);
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(line(wrong, "Kafka at ")).contains("it refuses the log-in", "SASL_PASSWORD");
    assertThat(wrong.out()).doesNotContain("mistyped");
    assertThat(check(environment, "--batch-size", "many").status()).isEqualTo(2);
  }

  private static PrintedOutput check(Map<String, String> environment, String... more) {
    List<String> arguments = new ArrayList<>(List.of("check"));
    arguments.addAll(List.of(more));
    return PredictorCommand.run(environment, arguments.toArray(String[]::new));
  }

  /** The table's lines, blanks made one. */
  private static List<String> lines(PrintedOutput printed) {
    return printed.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  private static String line(PrintedOutput printed, String what) {
    return lines(printed).stream()
        .filter(line -> line.contains(" " + what))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> environment(String user) throws IOException {
    Path file = folder.resolve("client.properties");
    if (!Files.exists(file)) {
      Files.writeString(
          file,
          """
          bootstrap.servers=%s
          security.protocol=SASL_SSL
          sasl.mechanism=PLAIN
          ssl.ca.location=%s
          """
              .formatted(kafka.address(), certificate));
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_CONFIG", file.toString());
    environment.put("SASL_USERNAME", user);
    environment.put("SASL_PASSWORD", PASSWORD);
    environment.put("MODEL_URL", model.address());
    return environment;
  }

  private static void write(int first, int count) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.directBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = first; i < first + count; i++) {
        byte[] card = {(byte) ('0' + i % 10)};
        var unused =
            producer.send(
                new ProducerRecord<>("topic_1", card, Payments.document(i).getBytes(UTF_8)));
      }
    }
  }

  private static void awaitScored(int count, DaemonThread predictor) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(
            () ->
                predictor.status().isPresent()
                    || TopicContents.committed(kafka.directBootstrapServers(), "topic_2").size()
                        >= count);
    assertThat(predictor.status()).as("runs on").isEmpty();
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.directBootstrapServers()));
  }

  private static void allowAll(String user, String topic) throws Exception {
    try (Admin admin = admin()) {
      allow(admin, user, ResourceType.TOPIC, topic, AclOperation.ALL);
    }
  }

  private static void allow(
      Admin admin, String user, ResourceType type, String prefix, AclOperation... operations)
      throws Exception {
    List<AclBinding> bindings = new ArrayList<>();
    for (AclOperation operation : operations) {
      bindings.add(
          new AclBinding(
              new ResourcePattern(type, prefix, PatternType.PREFIXED),
              new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
    }
    admin.createAcls(bindings).all().get();
  }
}
