package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.kafka.KafkaSecurity;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that the pages show, run as they stand there, but for where this test's servers are:
 * by a Kafka user who has the rights that the README names, and no others.
 */
@Timeout(600)
final class PageCommandsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);

  private static final Pattern COPY = Pattern.compile("(cp|install) .*");
  private static final Pattern CREATE = Pattern.compile("kafka-topics[.]sh .* --create .*");
  private static final Pattern START =
      Pattern.compile("scripts/run-(producer|predictor|sink)[.]sh --log .*");
  private static final Pattern ALARMS = Pattern.compile("tail -F .*");
  private static final Pattern CHECK =
      Pattern.compile("scripts/run-(producer|predictor|sink)[.]sh check.*");
  private static final Pattern REPLAY =
      Pattern.compile("scripts/run-(producer|predictor|sink)[.]sh replay.*");
  private static final Pattern READY = Pattern.compile("curl .*/health/ready");
  private static final Pattern PENDING = Pattern.compile("scripts/run-sink[.]sh pending");
  private static final Pattern CONFIRM = Pattern.compile("scripts/run-sink[.]sh confirm .*");
  private static final Pattern EXPORT =
      Pattern.compile("scripts/run-sink[.]sh export --output validated[.]csv");
  private static final Pattern LAG = Pattern.compile("kafka-consumer-groups[.]sh .* --describe .*");
  private static final Pattern ALTER = Pattern.compile("kafka-topics[.]sh .* --alter .*");
  private static final Pattern FAULT = Pattern.compile("java -jar .*/sandbox[.]jar fault .*");

  /** Each is run by one of the tests. */
  private static final List<Pattern> RUN =
      List.of(
          COPY, CREATE, START, ALARMS, CHECK, REPLAY, READY, PENDING, CONFIRM, EXPORT, LAG, ALTER,
          FAULT);

  @TempDir private static Path folder;
  private static SandboxKafka kafka;
  private static SandboxPostgres postgres;
  private static ModelServer model;
  private static PaymentsApi api;
  private static Checkout checkout;
  private static String metricsPort;

  @BeforeAll
  static void setUpAsTheReadmeSays() throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.in(Files.createDirectory(folder.resolve("tls")));
    kafka =
        SandboxKafka.start(
            folder.resolve("kafka"),
            0,
            new KafkaSecurity(
                authority.serverFor("ip:127.0.0.1"),
                CertificateAuthority.PASSWORD,
                Map.of("app", "correct")));
    postgres = SandboxPostgres.start(folder.resolve("postgres"), 0);
    model = ModelServer.start(ModelServer.Options.defaults());
    api =
        PaymentsApi.start(
            PaymentsApi.Options.in(folder.resolve("api"))
                .withCallsPerMinute(0)
                .withPayments(2_000));
    checkout = new Checkout(folder);
    for (String command : shown(COPY)) {
      checkout.run(command);
    }
    assertThat(Files.getPosixFilePermissions(checkout.file("secrets.env")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    edit(authority);
    for (String command : shown(CREATE)) {
      assertThat(checkout.run(here(command))).contains("Created topic");
    }
    grant();
    metricsPort = Integer.toString(ScrapedMetrics.freePort());
    for (String command : shown(START)) {
      checkout.set("METRICS_PORT", command.contains("predictor") ? metricsPort : "");
      checkout.start(here(command), folder.resolve("daemons.txt"));
    }
    checkout.set("METRICS_PORT", "");
    awaitFrauds(2);
  }

  /** "Then edit", as the README says. */
  private static void edit(CertificateAuthority authority) throws IOException {
    Files.writeString(
        checkout.file("client.properties"),
        """
        bootstrap.servers=%s
        security.protocol=SASL_SSL
        sasl.mechanisms=PLAIN
        ssl.ca.location=%s
        """
            .formatted(kafka.address(), authority.certificate()));
    Files.writeString(
        checkout.file("secrets.env"),
        """
        SASL_USERNAME='app'
        SASL_PASSWORD='correct'
        DATABASE_URL='%s'
        DATABASE_USER='%s'
        DATABASE_PASSWORD='%s'
        """
            .formatted(postgres.jdbcUrl(), postgres.user(), postgres.password()));
    checkout.set("PAYMENTS_API_URL", api.address() + "?n=100");
    checkout.set("POLL_INTERVAL", "200ms");
  }

  private static void grant() throws Exception {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              Stream.of("topic_2", "topic_2_rejected")
                  .map(topic -> new NewTopic(topic, 6, (short) 1))
                  .toList())
          .all()
          .get();
      List<AclBinding> bindings = new ArrayList<>();
      for (String topic : List.of("topic_1", "topic_2", "topic_1_rejected", "topic_2_rejected")) {
        bindings.add(allow(ResourceType.TOPIC, topic, AclOperation.READ));
        bindings.add(allow(ResourceType.TOPIC, topic, AclOperation.WRITE));
      }
      bindings.add(allow(ResourceType.GROUP, "predictor", AclOperation.READ));
      bindings.add(allow(ResourceType.GROUP, "sink", AclOperation.READ));
      for (String id : List.of("predictor-", "producer-rejected-replay", "sink-rejected-replay")) {
        bindings.add(allow(ResourceType.TRANSACTIONAL_ID, id, AclOperation.WRITE));
      }
      admin.createAcls(bindings).all().get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.directBootstrapServers()));
  }

  private static AclBinding allow(ResourceType type, String name, AclOperation operation) {
    PatternType exactly = name.endsWith("-") ? PatternType.PREFIXED : PatternType.LITERAL;
    return new AclBinding(
        new ResourcePattern(type, name, exactly),
        new AccessControlEntry("User:app", "*", operation, AclPermissionType.ALLOW));
  }

  @AfterAll
  static void stop() throws IOException {
    checkout.close();
    api.close();
    model.close();
    postgres.close();
    kafka.close();
  }

  @Test
  void everyCommandIsRunHereOrThereIsAReasonNotTo() {
    for (String command : ShownCommands.all()) {
      assertThat(
              Stream.concat(RUN.stream(), ShownCommands.NOT_RUN.keySet().stream())
                  .filter(pattern -> pattern.matcher(command).matches()))
          .as("what runs, or excuses: %s", command)
          .hasSize(1);
    }
    Stream.concat(RUN.stream(), ShownCommands.NOT_RUN.keySet().stream())
        .forEach(pattern -> assertThat(shown(pattern)).as(pattern.pattern()).isNotEmpty());
  }

  @Test
  void theStepsOfContinuousIntegrationAreThere() throws IOException {
    StringBuilder steps = new StringBuilder();
    try (DirectoryStream<Path> scripts =
        Files.newDirectoryStream(Pages.ROOT.resolve(".ci"), Files::isRegularFile)) {
      for (Path script : scripts) {
        steps.append(Pages.read(script));
      }
    }

    assertThat(steps)
        .contains("scripts/demo.sh")
        .containsPattern("(?m)^step .*scripts/check-mlflow[.]sh |^  .*scripts/check-mlflow[.]sh ")
        .containsPattern("(?m)^step .*promtool test rules ");
  }

  @Test
  void theLastCommandShowsTheAlarms() throws Exception {
    for (String command : shown(ALARMS)) {
      Path seen = folder.resolve("alarms.txt");
      // As it writes to a terminal.
      Process process = checkout.start(command.replace("grep", "grep --line-buffered"), seen);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> assertThat(Files.readString(seen)).contains(" WARN ALARM - fraud trans_num="));
      assertThat(process.isAlive()).isTrue();
    }
  }

  @Test
  void checkFindsThatAllWorks() throws Exception {
    assertThat(shown(CHECK)).hasSize(3);
    for (String command : shown(CHECK)) {
      // On a busy machine an answer may come later than a check waits for it.
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () ->
                  assertThat(checkout.run(here(command)))
                      .contains("Kafka\n", "replay\n", "\nall works\n")
                      .doesNotContain("  note    transactional id", "correct"));
    }
  }

  @Test
  void replayFindsNothingToDo() throws Exception {
    assertThat(shown(REPLAY)).hasSize(3);
    for (String command : shown(REPLAY)) {
      assertThat(checkout.run(here(command)))
          .containsPattern("0 (would be )?replayed to topic_[12]");
    }
  }

  @Test
  void readinessIsAnswered() throws Exception {
    for (String command : shown(READY)) {
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> assertThat(checkout.run(here(command))).contains("{\"status\":\"ready\""));
    }
  }

  @Test
  void investigatorsSeeAndDecideAndTheirVerdictsAreExported() throws Exception {
    // Given
    List<String[]> frauds = frauds();

    // When
    for (String command : shown(PENDING)) {
      assertThat(checkout.run(command)).contains(frauds.get(0)[0]);
    }
    List<String> confirms = shown(CONFIRM);
    assertThat(confirms).hasSize(2);
    for (int i = 0; i < confirms.size(); i++) {
      String command =
          confirms
              .get(i)
              .replaceFirst("[0-9a-f]{32}", frauds.get(i)[0])
              .replaceFirst("\"[-0-9: ]+\"", '"' + frauds.get(i)[1] + '"');
      assertThat(checkout.run(command)).contains("fraud_confirmed = 1");
    }
    for (String command : shown(EXPORT)) {
      checkout.run(command);
    }

    // Then
    assertThat(Files.readAllLines(checkout.file("validated.csv")))
        .hasSize(1 + confirms.size())
        .anyMatch(line -> line.contains(frauds.get(0)[0]))
        .anyMatch(line -> line.contains(frauds.get(1)[0]));
  }

  @Test
  void kafkasOwnToolsTellTheBacklogAndAddPartitions() throws Exception {
    for (String command : shown(LAG)) {
      assertThat(checkout.run(here(command))).contains("LAG").containsPattern("predictor +topic_1");
    }
    for (String command : shown(ALTER)) {
      checkout.run(here(command));
    }
    try (Admin admin = admin()) {
      assertThat(admin.describeTopics(List.of("topic_1", "topic_2")).allTopicNames().get().values())
          .allMatch(topic -> topic.partitions().size() == 12);
    }
  }

  @Test
  void aPartOfTheDemoCanBeBroken() throws Exception {
    Path data = folder.resolve("demo");
    Path log = folder.resolve("sandbox.log");
    checkout.start("exec java -jar sandbox/target/sandbox.jar postgres --data " + data, log);
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(Files.readString(log)).contains("postgres is up"));
    for (String command : shown(FAULT)) {
      assertThat(checkout.run(command.replaceFirst("<.*>", data.toString()))).contains("postgres");
    }
  }

  private static List<String> shown(Pattern which) {
    return ShownCommands.all().stream()
        .filter(command -> which.matcher(command).matches())
        .toList();
  }

  /** As it stands there, but for where this test's servers are, of which there is one each. */
  private static String here(String command) {
    return command
        .replace("http://localhost:5000", model.address())
        .replace("jdbc:postgresql://localhost:5432/fraud", postgres.jdbcUrl())
        .replace("http://127.0.0.1:9400", "http://127.0.0.1:" + metricsPort)
        .replace("localhost:9092", kafka.directBootstrapServers())
        .replace("--replication-factor 3", "--replication-factor 1")
        .replace("min.insync.replicas=2", "min.insync.replicas=1");
  }

  private static void awaitFrauds(int atLeast) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> frauds().size() >= atLeast);
  }

  /** Number and time of each payment that was predicted to be one. */
  private static List<String[]> frauds() throws SQLException {
    List<String[]> frauds = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT trans_num, trans_date_trans_time::text FROM transactions WHERE is_fraud = 1"
                    + " AND fraud_confirmed IS NULL ORDER BY id")) {
      while (result.next()) {
        frauds.add(new String[] {result.getString(1), result.getString(2)});
      }
    }
    return frauds;
  }
}
