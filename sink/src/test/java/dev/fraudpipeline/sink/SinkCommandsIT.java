package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sink.jar check} and {@code replay} with a real broker and a real PostgreSQL. */
@Timeout(300)
final class SinkCommandsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);

  @TempDir private static Path data;
  private static SandboxKafka kafka;
  private static SandboxPostgres postgres;
  private static int tests;

  private final String topic = "two_" + ++tests;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeAll
  static void startServers() throws IOException {
    kafka = SandboxKafka.start(data.resolve("kafka"), 0);
    postgres = SandboxPostgres.start(data.resolve("postgres"), 0);
    Files.writeString(
        data.resolve("client.properties"), "bootstrap.servers=" + kafka.address() + "\n");
  }

  @AfterAll
  static void stopServers() {
    kafka.close();
    postgres.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    environment.put("KAFKA_CONFIG", data.resolve("client.properties").toString());
    environment.put("DATABASE_URL", postgres.address());
    environment.put("TOPIC_2", topic);
    environment.put("SINK_TABLE", topic);
    environment.put("SINK_GROUP", topic);
    environment.put("SINK_BATCH_WAIT", "50ms");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
    }
  }

  @Test
  void whatAMendedTableTakesIsARowWithItsScoreOnce() throws Exception {
    // Given
    try (RunningSink sink = new RunningSink(environment)) {
      send("first", 0);
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> rows() == 1);
      execute("ALTER TABLE " + topic + " ADD CONSTRAINT mistaken CHECK (trans_num <> 'second')");
      send("second", 1);
      send("third", 0);
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> rows() == 2 && rejected().size() == 1);

      // When
      execute("ALTER TABLE " + topic + " DROP CONSTRAINT mistaken");
      CommandLine first = run("replay");
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> rows() == 3);
      CommandLine second = run("replay");

      // Then
      assertThat(first.status()).as(first.err()).isZero();
      assertThat(lines(first))
          .containsExactly("rejected_code replayed", "bad_value 1", "1 replayed to " + topic);
      assertThat(lines(second))
          .containsExactly(
              "rejected_code replayed replayed before", "bad_value 0 1", "0 replayed to " + topic);
      assertThat(
              text(
                  "SELECT score || ' ' || model || ' ' || is_fraud FROM "
                      + topic
                      + " WHERE trans_num = 'second'"))
          .isEqualTo("0.97 trees/7 1");
      assertThat(
              text(
                  "SELECT extract(epoch FROM predicted_at) FROM "
                      + topic
                      + " WHERE trans_num = 'second'"))
          .startsWith("1732000000.123");
      assertThat(sink.isRunning()).isTrue();
    }
    assertThat(TopicContents.committed(kafka.address(), topic)).hasSize(4);
  }

  @Test
  void aPaymentWithoutAPredictionIsStillBad() {
    String payment = Predictions.message("unscored", 0).replace(",\"is_fraud\":0", "");
    Predictions.send(kafka.address(), List.of(Predictions.record(topic, "k", payment)));
    try (RunningSink sink = new RunningSink(environment)) {
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> rejected().size() == 1);
      assertThat(sink.isRunning()).isTrue();
    }

    CommandLine replay = run("replay");

    assertThat(replay.status()).isZero();
    assertThat(lines(replay)).contains("missing_column 0 1");
    assertThat(replay.err()).contains("is still bad: is_fraud is missing or null");
  }

  @Test
  void beforeTheFirstStartTheTableIsAnnouncedAndNotMade() throws Exception {
    CommandLine check = run("check");

    assertThat(check.status()).as(check.out()).isZero();
    assertThat(lines(check))
        .contains(
            "ok DATABASE_URL (--database-url) (not shown) (environment)",
            "ok group " + topic + " may be joined",
            "ok table " + topic + " not there yet: the sink creates it",
            "ok topic " + topic + "_rejected not there yet",
            "ok topic " + topic + " may be written",
            "ok transactional id " + topic + "-rejected-replay may be used",
            "all works")
        .anyMatch(
            line ->
                line.matches(
                    "ok PostgreSQL at .*: log-in.*|ok PostgreSQL at \\S+ PostgreSQL \\d.*, log-in accepted as .*"));
    assertThat(text("SELECT to_regclass('" + topic + "')")).isNull();
  }

  @Test
  void aTableThatDoesNotFitIsToldWithTheSqlThatMendsIt() throws Exception {
    // Given
    try (RunningSink sink = new RunningSink(environment)) {
      send("first", 0);
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> rows() == 1);
      CommandLine beside = run("check");
      assertThat(beside.status()).as(beside.out()).isZero();
      assertThat(lines(beside))
          .contains(
              "ok table " + topic + " fits, and may be read and added to",
              "ok verdicts (sink.jar confirm) this user may record them");
      assertThat(sink.isRunning()).isTrue();
    }
    execute("ALTER TABLE " + topic + " DROP COLUMN score");

    // When
    CommandLine check = run("check");

    // Then
    assertThat(check.status()).isEqualTo(1);
    assertThat(lines(check))
        .contains(
            "FAILED table "
                + topic
                + " column score is missing. To mend it: ALTER TABLE \""
                + topic
                + "\" ADD COLUMN \"score\" double precision;");
  }

  @Test
  void theRightsOfARoleAreTold() throws Exception {
    // Given
    try (RunningSink sink = new RunningSink(environment)) {
      send("first", 0);
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> rows() == 1);
      assertThat(sink.isRunning()).isTrue();
    }
    String user = postgres.user();
    execute("REVOKE INSERT, UPDATE ON " + topic + " FROM " + user);

    // Then
    assertThat(lines(run("check")))
        .contains(
            "FAILED table "
                + topic
                + " the user may not read it and add rows. To mend it: GRANT SELECT, INSERT ON \""
                + topic
                + "\" TO "
                + user
                + ";");
    execute("GRANT INSERT ON " + topic + " TO " + user);
    CommandLine enough = run("check");
    assertThat(enough.status()).as(enough.out()).isZero();
    assertThat(lines(enough))
        .anyMatch(line -> line.startsWith("note verdicts (sink.jar confirm) this user may not"))
        .anyMatch(
            line ->
                line.endsWith(
                    "GRANT UPDATE (fraud_confirmed) ON \"" + topic + "\" TO " + user + ";"));
  }

  @Test
  void aTableThatCannotBeMadeAndALogInThatIsRefusedAreTold() {
    environment.put("SINK_TABLE", "nowhere.payments");
    assertThat(lines(run("check")))
        .anyMatch(
            line -> line.contains("neither is its schema. To mend it: CREATE SCHEMA nowhere;"));
    environment.put("SINK_TABLE", "pg_catalog.payments");
    assertThat(lines(run("check")))
        .anyMatch(line -> line.contains("GRANT CREATE ON SCHEMA pg_catalog TO " + postgres.user()));
    environment.put("DATABASE_PASSWORD", "mistyped");
    CommandLine refused = run("check");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(lines(refused))
        .anyMatch(line -> line.matches("FAILED PostgreSQL at .* user or password is wrong .*"));
    assertThat(refused.out()).doesNotContain("mistyped");
  }

  private CommandLine run(String... arguments) {
    return CommandLine.run(environment, arguments);
  }

  /** What was printed, blanks made one. */
  private static List<String> lines(CommandLine printed) {
    return printed.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  private void send(String transNum, int fraud) {
    ProducerRecord<byte[], byte[]> record =
        Predictions.record(topic, "k", Predictions.message(transNum, fraud));
    record.headers().add("score", "0.97".getBytes(UTF_8));
    record.headers().add("model", "trees/7".getBytes(UTF_8));
    record.headers().add("predicted_at", "1732000000123".getBytes(UTF_8));
    Predictions.send(kafka.address(), List.of(record));
  }

  private List<ConsumerRecord<byte[], byte[]>> rejected() {
    return TopicContents.committed(kafka.address(), topic + "_rejected");
  }

  private long rows() throws SQLException {
    return text("SELECT to_regclass('" + topic + "')") == null
        ? 0
        : Long.parseLong(text("SELECT count(*) FROM " + topic));
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
