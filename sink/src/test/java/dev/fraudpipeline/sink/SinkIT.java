package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the sink guarantees, with a real broker and a real PostgreSQL that fail on demand. */
class SinkIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(60);

  @TempDir private static Path data;
  private static SandboxKafka kafka;
  private static SandboxPostgres postgres;
  private static int tests;

  private String topic;
  private Map<String, String> environment;

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
  void prepare(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    topic = "t" + ++tests + "_" + name.substring(0, Math.min(30, name.length()));
    environment = new HashMap<>();
    environment.put("KAFKA_CONFIG", data.resolve("client.properties").toString());
    // A hanging database is noticed after a second, so that tests need not wait for forty.
    environment.put("DATABASE_URL", postgres.address() + "?socketTimeout=1&loginTimeout=1");
    environment.put("TOPIC_2", topic);
    environment.put("TOPIC_PARTITIONS", "3");
    environment.put("SINK_TABLE", topic);
    environment.put("SINK_GROUP", topic);
    environment.put("SINK_BATCH_SIZE", "100");
    environment.put("SINK_BATCH_WAIT", "50ms");
    // So that it can be written to before there is a sink.
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
    }
  }

  @AfterEach
  void heal() {
    kafka.heal();
    postgres.heal();
  }

  @Test
  void everyValueIsStoredAsItWasWritten() {
    // Given
    ProducerRecord<byte[], byte[]> whole =
        Predictions.record(topic, "k", Predictions.message("whole", 1));
    whole.headers().add("score", "0.97".getBytes(UTF_8));
    whole.headers().add("model", "trees/7".getBytes(UTF_8));
    whole.headers().add("predicted_at", "1732000000123".getBytes(UTF_8));
    ProducerRecord<byte[], byte[]> sparse =
        Predictions.record(
            topic,
            "k",
            """
            {"trans_date_trans_time":"2020-06-21 12:14:25","cc_num":9223372036854775807,\
            "merchant":null,"amt":0.00,"trans_num":"sparse","unix_time":1592741665,"is_fraud":0}""");
    sparse.headers().add("score", "high".getBytes(UTF_8));
    sparse.headers().add("model", "a\0b".getBytes(UTF_8));
    sparse.headers().add("predicted_at", "9223372036854775807".getBytes(UTF_8));

    // When
    Predictions.send(kafka.address(), List.of(whole, sparse));
    try (RunningSink sink = new RunningSink(environment)) {
      awaitRows(sink, 2);
    }

    // Then
    assertThat(query("SELECT * FROM \"" + topic + "\" WHERE trans_num = 'whole'"))
        .singleElement()
        .satisfies(row -> assertThat(row.remove("id")).isNotNull())
        .hasToString(
            "{trans_date_trans_time=2020-06-21 12:14:25, cc_num=4992346398065154184,"
                + " merchant=fraud_Kirlin and Sons, category=personal_care, amt=60.10, first=Jo,"
                + " last=O'Brien \"x\", gender=M, street=351 Darlene Green, city=Columbia,"
                + " state=SC, zip=29209, lat=33.9659, long=-80.9355, city_pop=333497,"
                + " job=Mechanical engineer, dob=1968-03-19, trans_num=whole,"
                + " unix_time=1592741665, merch_lat=33.986391, merch_long=-81.200714, is_fraud=1,"
                + " fraud_confirmed=null, score=0.97, model=trees/7,"
                + " predicted_at=2024-11-19 07:06:40.123+00}");
    assertThat(query("SELECT * FROM \"" + topic + "\" WHERE trans_num = 'sparse'"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.entrySet())
                    .filteredOn(entry -> entry.getValue() != null)
                    .extracting(Map.Entry::toString)
                    .filteredOn(entry -> !entry.startsWith("id="))
                    .containsExactly(
                        "trans_date_trans_time=2020-06-21 12:14:25",
                        "cc_num=9223372036854775807",
                        "amt=0.00",
                        "trans_num=sparse",
                        "unix_time=1592741665",
                        "is_fraud=0"));
  }

  @Test
  void redeliveryChangesNothingNotEvenAVerdict() {
    // Given
    Predictions.send(kafka.address(), Predictions.records(topic, 0, 250));
    try (RunningSink sink = new RunningSink(environment)) {
      awaitRows(sink, 250);
    }
    execute("UPDATE \"" + topic + "\" SET fraud_confirmed = is_fraud");
    List<Map<String, String>> before = query("SELECT * FROM \"" + topic + "\" ORDER BY id");
    environment.put("SINK_GROUP", topic + "-again");

    // When
    Predictions.send(
        kafka.address(),
        List.of(
            Predictions.record(topic, "k", Predictions.message("t1", 0)),
            Predictions.record(topic, "k", Predictions.message("last", 0))));
    try (RunningSink sink = new RunningSink(environment)) {
      awaitRows(sink, 251);
      awaitCommitted(252);
    }

    // Then
    assertThat(query("SELECT * FROM \"" + topic + "\" WHERE trans_num <> 'last' ORDER BY id"))
        .isEqualTo(before);
  }

  @Test
  void badRecordsAreRejectedOnceAndTheOthersStored() {
    // Given
    List<ProducerRecord<byte[], byte[]>> records =
        new ArrayList<>(Predictions.records(topic, 0, 40));
    String tooLargeWithItsHeaders = "{\"a\":\"" + "x".repeat(1_048_000) + "\"}";
    records.add(5, Predictions.record(topic, "bad", "not json"));
    records.add(
        15, Predictions.record(topic, "bad", Predictions.message("n", 0).replace("60.10", "null")));
    records.add(
        25,
        Predictions.record(
            topic, "bad", Predictions.message("n", 0).replace(",\"is_fraud\":0", "")));
    records.add(
        35, Predictions.record(topic, "bad", Predictions.message("n", 0).replace("29209", "1e99")));
    records.add(36, new ProducerRecord<>(topic, "bad".getBytes(UTF_8), null));
    records.add(37, Predictions.record(topic, "bad", tooLargeWithItsHeaders));

    // When
    Predictions.send(kafka.address(), records);
    try (RunningSink sink = new RunningSink(environment)) {
      awaitRows(sink, 40);
      awaitCommitted(46);
    }

    // Then
    List<ConsumerRecord<byte[], byte[]>> rejected = read(topic + "_rejected");
    assertThat(rejected)
        .extracting(record -> header(record, "rejected_code"))
        .containsExactlyInAnyOrder(
            "unreadable",
            "missing_column",
            "missing_column",
            "bad_value",
            "unreadable",
            "missing_column");
    assertThat(rejected)
        .allSatisfy(
            record -> {
              assertThat(new String(record.key(), UTF_8)).isEqualTo("bad");
              assertThat(header(record, "rejected_id")).matches(topic + "-\\d@\\d+");
              assertThat(header(record, "rejected_stage")).isEqualTo("sink");
            });
    assertThat(rejected)
        .extracting(record -> header(record, "rejected_id"))
        .doesNotHaveDuplicates();
    assertThat(rejected)
        .extracting(record -> record.value() == null ? null : new String(record.value(), UTF_8))
        .contains("not json", null, tooLargeWithItsHeaders.substring(0, 64 << 10));
  }

  static Stream<Named> databaseFaults() {
    return Stream.of(
        new Named("away", p -> p.inflict(Fault.AWAY)),
        new Named("hanging", p -> p.inflict(Fault.HANG)),
        new Named("resetting", p -> p.inflict(Fault.ERROR)),
        new Named("talking garbage", p -> p.inflict(Fault.GARBAGE)),
        new Named("crashed", SandboxPostgres::crash));
  }

  @ParameterizedTest
  @MethodSource("databaseFaults")
  void everyPaymentIsOneRowThoughTheDatabaseWasGone(Named fault) {
    // Given
    try (RunningSink sink = new RunningSink(environment)) {
      Predictions.send(kafka.address(), Predictions.records(topic, 0, 1_000));
      awaitRows(sink, 500);

      // When
      fault.inflict().accept(postgres);
      Predictions.send(kafka.address(), Predictions.records(topic, 1_000, 1_000));
      // Longer than the session's own time limits in this test, so that it is noticed.
      await().during(Duration.ofMillis(1_500)).until(sink::isRunning);
      postgres.heal();

      // Then
      awaitRows(sink, 2_000);
      awaitCommitted(2_000);
      assertThat(sink.isRunning()).isTrue();
    }
    assertExactly(2_000);
  }

  @Test
  void everyPaymentIsOneRowThoughKafkaWasGone() {
    // Given
    try (RunningSink sink = new RunningSink(environment)) {
      Predictions.send(kafka.address(), Predictions.records(topic, 0, 1_000));
      awaitRows(sink, 100);

      // When
      kafka.inflict(Fault.AWAY);
      await().during(Duration.ofSeconds(2)).until(sink::isRunning);
      kafka.heal();
      Predictions.send(kafka.address(), Predictions.records(topic, 1_000, 1_000));

      // Then
      awaitRows(sink, 2_000);
      awaitCommitted(2_000);
    }
    assertExactly(2_000);
  }

  @Test
  void everyPaymentIsOneRowThoughSinksCameAndWent() {
    // Given
    Predictions.send(kafka.address(), Predictions.records(topic, 0, 5_000));

    // When
    try (RunningSink first = new RunningSink(environment)) {
      awaitRows(first, 100);
      try (RunningSink second = new RunningSink(environment)) {
        Predictions.send(kafka.address(), Predictions.records(topic, 5_000, 5_000));
        assertThat(first.stop()).isZero();
        awaitRows(second, 5_100);
      }
    }
    try (RunningSink third = new RunningSink(environment)) {
      awaitRows(third, 10_000);
      awaitCommitted(10_000);
    }

    // Then
    assertExactly(10_000);
  }

  @Test
  void sinksThatStartAtOnceMakeOneTable() {
    // Given
    Predictions.send(kafka.address(), Predictions.records(topic, 0, 100));
    List<RunningSink> sinks = new ArrayList<>();

    // When
    IntStream.range(0, 4).forEach(i -> sinks.add(new RunningSink(environment)));

    // Then
    awaitRows(sinks.get(0), 100);
    awaitCommitted(100);
    assertThat(sinks).allMatch(RunningSink::isRunning);
    sinks.forEach(RunningSink::stop);
    assertThat(query("SELECT indexdef FROM pg_indexes WHERE tablename = '" + topic + "'"))
        .hasSize(3)
        .extracting(row -> row.get("indexdef"))
        .anySatisfy(index -> assertThat(index).contains("(trans_num, unix_time)"))
        .anySatisfy(index -> assertThat(index).contains("WHERE", "fraud_confirmed IS NULL"));
  }

  @Test
  void itStartsWithEverythingDownAndGoesOnWhenItComes() {
    // Given
    Predictions.send(kafka.address(), Predictions.records(topic, 0, 100));
    kafka.inflict(Fault.AWAY);
    postgres.inflict(Fault.AWAY);

    // When
    try (RunningSink sink = new RunningSink(environment)) {
      await().during(Duration.ofSeconds(1)).until(sink::isRunning);
      kafka.heal();
      await().during(Duration.ofSeconds(1)).until(sink::isRunning);
      postgres.heal();

      // Then
      awaitRows(sink, 100);
    }
  }

  @Test
  void aRowThatTheTableRefusesIsRejectedAndAllOthersOfItsBatchStored() {
    // Given
    Predictions.send(kafka.address(), Predictions.records(topic, 0, 1));
    try (RunningSink sink = new RunningSink(environment)) {
      awaitRows(sink, 1);
      execute("ALTER TABLE \"" + topic + "\" ADD CONSTRAINT c CHECK (trans_num NOT LIKE 't_5')");

      // When
      Predictions.send(kafka.address(), Predictions.records(topic, 1, 99));
      awaitCommitted(100);
    }

    // Then
    assertThat(rows()).isEqualTo(91);
    assertThat(read(topic + "_rejected"))
        .hasSize(9)
        .allSatisfy(
            record -> {
              assertThat(new String(record.value(), UTF_8)).containsPattern("trans_num\":\"t.5\"");
              assertThat(header(record, "rejected_code")).isEqualTo("bad_value");
              assertThat(header(record, "rejected_reason"))
                  .isEqualTo(
                      "the table does not take it: a row breaks a constraint of the table"
                          + " (SQLSTATE 23514)");
            });
  }

  @Test
  void aTableThatHasComeToRefuseEverythingKeepsTheBatchAndBlamesNobody() {
    // Given
    Predictions.send(kafka.address(), Predictions.records(topic, 0, 50));
    try (RunningSink sink = new RunningSink(environment)) {
      awaitRows(sink, 50);
      awaitCommitted(50);
      execute("ALTER TABLE \"" + topic + "\" ADD CONSTRAINT c CHECK (amt > 100) NOT VALID");

      // When
      Predictions.send(kafka.address(), Predictions.records(topic, 50, 50));
      await().during(Duration.ofSeconds(1)).until(sink::isRunning);
      assertThat(committed()).isEqualTo(50);
      execute("ALTER TABLE \"" + topic + "\" DROP CONSTRAINT c");

      // Then
      awaitRows(sink, 100);
      awaitCommitted(100);
    }
    assertThat(read(topic + "_rejected")).isEmpty();
  }

  @Test
  void aHangingDatabaseDoesNotKeepItFromStopping() {
    // Given
    environment.put("DATABASE_URL", postgres.address());
    RunningSink sink = new RunningSink(environment);
    Predictions.send(kafka.address(), Predictions.records(topic, 0, 100));
    awaitRows(sink, 100);
    postgres.inflict(Fault.HANG);
    Predictions.send(kafka.address(), Predictions.records(topic, 100, 1_000));
    await().during(Duration.ofSeconds(1)).until(sink::isRunning);

    // When
    int status = sink.stop();

    // Then
    assertThat(status).isZero();
    postgres.heal();
    try (RunningSink successor = new RunningSink(environment)) {
      awaitRows(successor, 1_100);
    }
    assertExactly(1_100);
  }

  @Test
  void aWrongPasswordAtStartEndsItWithStatusOne() {
    // Given
    environment.put("DATABASE_PASSWORD", "wrong");

    // When
    RunningSink sink = new RunningSink(environment);

    // Then
    assertThat(sink.status(DEFINITELY_TOO_SLOW)).isEqualTo(1);
  }

  // --- the outside

  private void assertExactly(int payments) {
    assertThat(query("SELECT trans_num FROM \"" + topic + "\""))
        .extracting(row -> row.get("trans_num"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, payments).mapToObj(i -> "t" + i).toList());
  }

  private void awaitRows(RunningSink sink, int atLeast) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .failFast("the sink ended", () -> !sink.isRunning())
        .until(() -> rows() >= atLeast);
  }

  private int rows() {
    boolean missing =
        query("SELECT to_regclass('\"" + topic + "\"') AS t").get(0).containsValue(null);
    return missing
        ? 0
        : Integer.parseInt(query("SELECT count(*) AS n FROM \"" + topic + "\"").get(0).get("n"));
  }

  private void awaitCommitted(long offsets) {
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> committed() == offsets);
  }

  /** The sum of the group's committed offsets. */
  private long committed() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      return admin
          .listConsumerGroupOffsets(environment.get("SINK_GROUP"))
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(position -> position.offset())
          .sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.address()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      long expected =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= expected;
              });
      return records;
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Rows as text by column, in the table's order. */
  private static List<Map<String, String>> query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, String>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnLabel(i), result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl() + "?options=-c%20TimeZone=UTC", postgres.user(), postgres.password());
  }

  /** A fault and its name in reports. */
  record Named(String name, Consumer<SandboxPostgres> inflict) {
    @Override
    public String toString() {
      return name;
    }
  }
}
