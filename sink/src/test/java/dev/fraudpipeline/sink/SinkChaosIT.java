package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.chaos.ChaosDose;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three sinks of the real jar on one table, while they, the database and its network are killed,
 * frozen and restarted: in the end every committed record is one row or one rejected record, and
 * every verdict that was given in between stands.
 */
class SinkChaosIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(3);
  private static final String TOPIC = "topic_2";
  private static final int PARTITIONS = 6;
  private static final int SINKS = 3;

  /** Longer than the group waits: the partitions go to others, and the sink wakes up late. */
  private static final Duration FROZEN = Duration.ofSeconds(7);

  /** What is done to the sinks and to the database. */
  private enum Trouble {
    KILL_SINK,
    KILL_POSTGRES,
    FREEZE_SINK,
    STOP_SINK,
    HANG_POSTGRES,
    RESET_POSTGRES;

    boolean isKill() {
      return this == KILL_SINK || this == KILL_POSTGRES;
    }
  }

  /** Dealt in random order, again and again: so every kind comes, and most of them are kills. */
  private static final List<Trouble> DECK =
      List.of(
          Trouble.KILL_SINK,
          Trouble.KILL_SINK,
          Trouble.KILL_SINK,
          Trouble.KILL_POSTGRES,
          Trouble.KILL_POSTGRES,
          Trouble.FREEZE_SINK,
          Trouble.STOP_SINK,
          Trouble.HANG_POSTGRES,
          Trouble.RESET_POSTGRES);

  @TempDir private Path data;
  private SandboxKafka kafka;
  private SandboxPostgres postgres;
  private JarCommand command;
  private final List<JarProcess> sinks = new ArrayList<>();

  /** When a sink was frozen, by {@link System#nanoTime()}. */
  private final Map<JarProcess, Long> frozen = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    kafka = SandboxKafka.start(data.resolve("kafka"), 0);
    postgres = SandboxPostgres.start(data.resolve("postgres"), 0);
    Path properties = data.resolve("client.properties");
    // A killed member is noticed soon, so that its partitions move while the test lasts.
    Files.writeString(
        properties,
        "bootstrap.servers="
            + kafka.address()
            + "\nsession.timeout.ms=6000\n"
            + "heartbeat.interval.ms=1000\n");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
    }
    command =
        JarCommand.of(Path.of("target", "sink.jar"), data.resolve("sink.log"))
            .jvmOptions("-Xmx128m", "-XX:TieredStopAtLevel=1")
            .environment("KAFKA_CONFIG", properties.toString())
            .environment("DATABASE_URL", postgres.address() + "?socketTimeout=8&connectTimeout=3")
            .environment("SINK_BATCH_SIZE", "500")
            .environment("SINK_BATCH_WAIT", "50ms");
    for (int i = 0; i < SINKS; i++) {
      sinks.add(JarProcess.start(command));
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (JarProcess sink : sinks) {
      sink.kill();
    }
    postgres.close();
    kafka.close();
  }

  @Test
  void everyCommittedRecordIsOneRowOrOneRejectedRecordAndEveryVerdictStands() throws Exception {
    // Given
    ChaosDose dose = ChaosDose.usually(5, Duration.ofSeconds(15));
    System.out.println("SinkChaosIT: kills of " + dose);
    Random random = dose.random();
    Map<String, String> verdicts = new HashMap<>();
    TransactionalFeed feed = new TransactionalFeed(kafka.address(), TOPIC, dose.seed());
    ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();
    var feeding = feeder.scheduleWithFixedDelay(feed, 0, 100, TimeUnit.MILLISECONDS);
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> !stored().isEmpty());

    // When
    Map<Trouble, Integer> given = new EnumMap<>(Trouble.class);
    Deque<Trouble> deck = new ArrayDeque<>();
    long began = System.nanoTime();
    while (!deck.isEmpty() || !dose.isGiven(kills(given), began)) {
      if (deck.isEmpty()) {
        deck.addAll(shuffled(random));
      }
      Trouble trouble = deck.remove();
      inflict(trouble, random);
      given.merge(trouble, 1, Integer::sum);
      decideSome(random, verdicts);
    }
    thawAll();
    System.out.println("SinkChaosIT: gave " + given + ", and " + verdicts.size() + " verdicts");
    assertThat(given).containsOnlyKeys(Trouble.values());
    assertThat(feeding.isDone()).as("the feed ended").isFalse();
    feeder.shutdown();
    assertThat(feeder.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    feed.close();

    // Then
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(stored().keySet()).isEqualTo(feed.payments()));
    assertThat(query("SELECT trans_num, '' FROM transactions")).hasSize(feed.payments().size());
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(rejectedValues()).isEqualTo(feed.bad()));
    Map<String, String> stored = stored();
    assertThat(verdicts).isNotEmpty();
    verdicts.forEach((payment, verdict) -> assertThat(stored).containsEntry(payment, verdict));
    assertThat(Files.readString(data.resolve("sink.log")))
        .doesNotContain("that is a fault of sink itself");
  }

  private static int kills(Map<Trouble, Integer> given) {
    return given.entrySet().stream()
        .filter(entry -> entry.getKey().isKill())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static List<Trouble> shuffled(Random random) {
    List<Trouble> deck = new ArrayList<>(DECK);
    Collections.shuffle(deck, random);
    return deck;
  }

  private void inflict(Trouble trouble, Random random) throws Exception {
    int victim = random.nextInt(SINKS);
    JarProcess sink = sinks.get(victim);
    switch (trouble) {
      case KILL_SINK -> {
        frozen.remove(sink);
        sink.kill();
        pause(random);
        sinks.set(victim, JarProcess.start(command));
      }
      case KILL_POSTGRES -> {
        postgres.crash();
        pause(random);
        postgres.heal();
      }
      case FREEZE_SINK -> {
        // The faults to come find it so.
        ServerProcesses.signal("STOP", sink.pid());
        frozen.put(sink, System.nanoTime());
      }
      case STOP_SINK -> {
        thaw(sink);
        sink.terminate(Duration.ofSeconds(15));
        sinks.set(victim, JarProcess.start(command));
      }
      case HANG_POSTGRES, RESET_POSTGRES -> {
        postgres.inflict(trouble == Trouble.HANG_POSTGRES ? PartFault.HANG : PartFault.ERROR);
        pause(random);
        postgres.heal();
      }
    }
    pause(random);
    for (Map.Entry<JarProcess, Long> entry : Map.copyOf(frozen).entrySet()) {
      if (System.nanoTime() - entry.getValue() > FROZEN.toNanos()) {
        thaw(entry.getKey());
      }
    }
  }

  private void thaw(JarProcess sink) throws Exception {
    if (frozen.remove(sink) != null) {
      ServerProcesses.signal("CONT", sink.pid());
    }
  }

  private void thawAll() throws Exception {
    for (JarProcess sink : List.copyOf(frozen.keySet())) {
      LockSupport.parkNanos(frozen.get(sink) + FROZEN.toNanos() - System.nanoTime());
      thaw(sink);
    }
  }

  /** Lets the fault work for a while: there is no condition to wait for. */
  private static void pause(Random random) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(200, 2_500)).toNanos());
  }

  /** An investigator decides on some rows that have no verdict yet. */
  private void decideSome(Random random, Map<String, String> verdicts) throws SQLException {
    String verdict = Integer.toString(random.nextInt(2));
    for (String payment :
        query(
                "UPDATE transactions SET fraud_confirmed = "
                    + verdict
                    + " WHERE id IN (SELECT id FROM transactions WHERE fraud_confirmed IS NULL"
                    + " ORDER BY id DESC LIMIT 20) RETURNING trans_num, ''")
            .keySet()) {
      verdicts.put(payment, verdict);
    }
  }

  /** The verdict of each payment, which may be null. */
  private Map<String, String> stored() throws SQLException {
    boolean missing = query("SELECT to_regclass('transactions'), ''").containsKey(null);
    return missing ? Map.of() : query("SELECT trans_num, fraud_confirmed FROM transactions");
  }

  private Map<String, String> query(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl() + "?socketTimeout=60", postgres.user(), postgres.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      Map<String, String> rows = new HashMap<>();
      while (result.next()) {
        rows.put(result.getString(1), result.getString(2));
      }
      return rows;
    }
  }

  /** The values of the rejected records; those with one id hold one value. */
  private Set<String> rejectedValues() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.address()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC + "_rejected").stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      long left =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<String, String> values = new HashMap<>();
      while (left > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          left--;
          String id = new String(record.headers().lastHeader("rejected_id").value(), UTF_8);
          String value = new String(record.value(), UTF_8);
          assertThat(values.getOrDefault(id, value)).isEqualTo(value);
          values.put(id, value);
        }
      }
      assertThat(values.values()).doesNotHaveDuplicates();
      return new HashSet<>(values.values());
    }
  }
}
