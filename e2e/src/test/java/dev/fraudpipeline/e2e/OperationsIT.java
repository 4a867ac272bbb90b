package dev.fraudpipeline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/operations.md's database roles, on a real PostgreSQL: each can do its work, and no more. */
@Timeout(300)
final class OperationsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final String FRAUD =
      """
      {"trans_date_trans_time":"2024-10-28 16:42:10","cc_num":4992346398065154184,\
      "merchant":"fraud_A","category":"misc_net","amt":60.10,"first":null,"last":null,\
      "gender":null,"street":null,"city":null,"state":null,"zip":null,"lat":null,"long":null,\
      "city_pop":null,"job":null,"dob":null,"trans_num":"%s","unix_time":1730133730,\
      "merch_lat":null,"merch_long":null,"is_fraud":1}\
      """;

  @TempDir private static Path folder;
  private static SandboxKafka kafka;
  private static SandboxPostgres postgres;

  @BeforeAll
  static void makeTheTableAsItsOwnerAndThenTheRoles() throws Exception {
    kafka = SandboxKafka.start(folder.resolve("kafka"), 0);
    postgres = SandboxPostgres.start(folder.resolve("postgres"), 0);
    Files.writeString(
        folder.resolve("client.properties"), "bootstrap.servers=" + kafka.address() + "\n");
    // The owner's sink is stopped as soon as there is a table: it may not have come to the topic.
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      admin.createTopics(List.of(new NewTopic("topic_2", 1, (short) 1))).all().get();
    }
    try (JarProcess owner = JarProcess.start(sink(postgres.user(), postgres.password()))) {
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .ignoreExceptionsInstanceOf(SQLException.class)
          .until(() -> count("postgres") == 0);
      assertThat(owner.isAlive()).isTrue();
    }
    MatchResult roles =
        Pattern.compile("<!-- roles -->\\n```sql\\n(.*?)```", Pattern.DOTALL)
            .matcher(Pages.read(Pages.OPERATIONS))
            .results()
            .findFirst()
            .orElseThrow();
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(roles.group(1));
      statement.execute("CREATE ROLE alice LOGIN PASSWORD 'change me' IN ROLE fraud_investigators");
    }
  }

  @AfterAll
  static void stop() {
    postgres.close();
    kafka.close();
  }

  @Test
  void everyRoleDoesItsWork() throws Exception {
    // Given
    write("a1", "a2");

    // When
    try (JarProcess sink = JarProcess.start(sink("fraud_sink", "change me"))) {
      awaitRows(2);
      // One that is there already takes the way over a temporary table.
      write("a1", "a3");
      awaitRows(3);
      assertThat(sink.isAlive()).isTrue();
    }
    String pending = run("alice", "pending");
    String confirmed = run("alice", "confirm", "a1", "1");
    String exported = run("fraud_export", "export", "--output", "-");

    // Then
    assertThat(pending).contains("a1", "a2", "a3");
    assertThat(confirmed).contains("fraud_confirmed = 1");
    assertThat(exported).contains(",a1,").doesNotContain(",a2,");
  }

  @Test
  void noRoleDoesMoreThanItsWork() throws Exception {
    for (String role : new String[] {"fraud_sink", "alice", "fraud_export"}) {
      assertRefused(role, "DELETE FROM transactions");
      assertRefused(role, "UPDATE transactions SET amt = 0");
      assertRefused(role, "DROP TABLE transactions");
      assertRefused(role, "CREATE TABLE another (id int)");
    }
    assertRefused("fraud_sink", "UPDATE transactions SET fraud_confirmed = 0");
    assertRefused("fraud_export", "UPDATE transactions SET fraud_confirmed = 0");
    assertRefused("alice", "INSERT INTO transactions (trans_num) VALUES ('x')");
    assertRefused("fraud_export", "INSERT INTO transactions (trans_num) VALUES ('x')");
  }

  private static void assertRefused(String role, String sql) throws SQLException {
    try (Connection connection = connect(role);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql))
          .as(role + ": " + sql)
          .isInstanceOfSatisfying(
              SQLException.class,
              // Not enough rights.
              e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
  }

  private static void write(String... transNumbers) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.address()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String number : transNumbers) {
        byte[] key = "4992346398065154184".getBytes(UTF_8);
        byte[] value = FRAUD.formatted(number).getBytes(UTF_8);
        producer.send(new ProducerRecord<>("topic_2", key, value)).get();
      }
    }
  }

  private static void awaitRows(long rows) {
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> count("fraud_sink") == rows);
  }

  private static long count(String role) throws SQLException {
    try (Connection connection = connect(role);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM transactions")) {
      result.next();
      return result.getLong(1);
    }
  }

  private static Connection connect(String role) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), role, "change me");
  }

  /** What a command of sink.jar prints. */
  private static String run(String user, String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, user, ".txt");
    JarCommand command =
        JarCommand.of(Pipeline.jar("sink"), log)
            .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .environment("DATABASE_URL", postgres.jdbcUrl())
            .environment("DATABASE_USER", user)
            .environment("DATABASE_PASSWORD", "change me")
            .arguments(arguments);
    try (JarProcess process = JarProcess.start(command)) {
      assertThat(process.awaitEnd(DEFINITELY_TOO_SLOW)).as(Files.readString(log)).hasValue(0);
    }
    return Files.readString(log);
  }

  private static JarCommand sink(String user, String password) {
    return JarCommand.of(Pipeline.jar("sink"), folder.resolve("sink.log"))
        .folder(folder)
        .jvmOptions("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .environment("DATABASE_URL", postgres.jdbcUrl())
        .environment("DATABASE_USER", user)
        .environment("DATABASE_PASSWORD", password);
  }
}
