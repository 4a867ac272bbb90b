package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.payment.Rejection;
import dev.fraudpipeline.common.payment.RejectionCode;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.ScoringModel;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import dev.fraudpipeline.sandbox.process.PrintedOutput;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the predictor rejected goes back into topic_1, once, with real rejections of a daemon. */
@Timeout(300)
final class ReplayIT {
  @TempDir static Path folder;
  private static SandboxKafka kafka;
  private static ModelServer model;
  private static KafkaProducer<byte[], byte[]> writer;
  private static volatile ScoringModel behaviour;

  private Stage stage;

  @BeforeAll
  static void startServers() {
    kafka = SharedKafka.get();
    writer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", kafka.address(), "max.in.flight.requests.per.connection", 1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    model = ModelServer.start(ModelServer.Options.defaults(), frame -> behaviour.predict(frame));
  }

  @AfterAll
  static void stopServers() {
    writer.close(Duration.ZERO);
    model.close();
  }

  @BeforeEach
  void begin() throws Exception {
    behaviour = Payments::everyTenthIsFraud;
    stage = new Stage(folder, model.address());
    NewTopic rejected = new NewTopic(stage.topic1 + "_rejected", 3, (short) 1);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      admin.createTopics(List.of(rejected)).all().get();
    }
  }

  @AfterEach
  void end() {
    stage.close();
  }

  @Test
  void whatAMendedModelTakesIsScoredOnceAndWhatItRefusesStillComesBackCounted() {
    // Given
    behaviour = refusing(Set.of(3, 5));
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(1);
      stage.awaitDone(1, predictor);
      stage.write(9);
      stage.awaitDone(10, predictor);
      assertThat(stage.rejected()).hasSize(2);

      // When
      behaviour = refusing(Set.of(5));
      PrintedOutput first = replay();
      stage.awaitDone(10 + 1 + 2, predictor);
      PrintedOutput second = replay("--most-replays", "1");

      // Then
      assertThat(first.status()).isZero();
      assertThat(table(first)).containsExactly("rejected_code replayed", "unscorable 2");
      assertThat(first.out()).contains("2 replayed to " + stage.topic1);
      assertThat(table(second))
          .containsExactly(
              "rejected_code replayed replayed before came back too often", "unscorable 0 2 1");
      assertThat(Payments.numbersIn(stage.scored())).hasSize(9).doesNotHaveDuplicates().contains(3);
      ConsumerRecord<byte[], byte[]> back = things().get(2);
      assertThat(Payments.number(Payments.read(back))).isEqualTo(5);
      assertThat(header(back, "replays")).isEqualTo("1");
      assertThat(header(back, "replayed_from")).isIn(ids());
      assertThat(header(back, "fetched_at")).isEqualTo("1730134684000");
    }
  }

  @Test
  void aFilterLeavesTheOthersForLaterAndNothingGoesTwice() {
    // Given
    send(
        rejected("a", RejectionCode.UNSCORABLE, 1, "2026-01-01T00:00:00Z"),
        rejected("b", RejectionCode.BAD_VALUE, 2, "2026-01-02T00:00:00Z"),
        rejected("c", RejectionCode.UNSCORABLE, 3, "2026-01-03T00:00:00Z"),
        // A retry of whoever rejected it.
        rejected("c", RejectionCode.UNSCORABLE, 3, "2026-01-03T00:00:00Z"),
        unreadable("d"),
        of("sink", "e", RejectionCode.BAD_VALUE, Payments.document(4).getBytes(UTF_8)));

    // When
    PrintedOutput dry = replay("--dry-run");
    PrintedOutput newest = replay("--code", "unscorable", "--since", "2026-01-02");
    PrintedOutput rest = replay("--rate", "2");
    PrintedOutput nothing = replay();
    PrintedOutput again = replay("--again", "--code", "bad_value,too_large");

    // Then
    assertThat(table(dry))
        .containsExactly(
            "rejected_code to be replayed still bad",
            "bad_value 1 0",
            "unreadable 0 1",
            "unscorable 2 0");
    assertThat(dry.out())
        .contains("3 would be replayed to " + stage.topic1 + "; nothing was sent")
        .contains("1 that other stages rejected are theirs to replay");
    assertThat(dry.err()).isEqualTo("d is still bad: not JSON: JsonParseException\n");
    assertThat(table(newest)).containsExactly("rejected_code replayed", "unscorable 1");
    assertThat(table(rest))
        .containsExactly(
            "rejected_code replayed replayed before still bad",
            "bad_value 1 0 0",
            "unreadable 0 0 1",
            "unscorable 1 1 0");
    assertThat(nothing.out()).contains("0 replayed to ");
    assertThat(table(again)).containsExactly("rejected_code replayed", "bad_value 1");
    List<ConsumerRecord<byte[], byte[]>> sent = committed(stage.topic1);
    assertThat(Payments.numbersIn(sent)).containsExactlyInAnyOrder(3, 1, 2, 2);
    for (ConsumerRecord<byte[], byte[]> record : sent) {
      assertThat(record.key()).isEqualTo("card".getBytes(UTF_8));
      assertThat(names(record)).containsExactly("trace", "replayed_from", "replays");
    }
    // Two marks for what went twice, beside the five that were rejected, one of them twice.
    assertThat(stage.rejected()).hasSize(6 + 4);
  }

  @Test
  void aReplayKilledInTheMiddleNeitherLosesNorDoubles() throws Exception {
    // Given
    int count = 300;
    sendRejected(count);

    // When
    JarCommand command =
        JarCommand.of(Path.of("target", "predictor.jar").toAbsolutePath(), folder.resolve("log"))
            .arguments("replay", "--rate", "30");
    for (Map.Entry<String, String> variable : stage.environment.entrySet()) {
      command = command.environment(variable.getKey(), variable.getValue());
    }
    try (JarProcess process = JarProcess.start(command)) {
      await()
          .atMost(Stage.DEFINITELY_TOO_SLOW)
          .until(() -> !process.isAlive() || !committed(stage.topic1).isEmpty());
      process.kill();
    }
    int before = committed(stage.topic1).size();
    PrintedOutput rest = replay();

    // Then
    assertThat(before).isBetween(1, count - 1);
    assertThat(rest.status()).as(rest.err()).isZero();
    assertThat(Payments.numbersIn(committed(stage.topic1)))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void aSecondReplayEndsTheFirstAndNothingGoesTwice() throws Exception {
    // Given
    int count = 200;
    sendRejected(count);
    CompletableFuture<PrintedOutput> first =
        CompletableFuture.supplyAsync(() -> replay("--rate", "2"));
    await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> !committed(stage.topic1).isEmpty());

    // When
    PrintedOutput second = replay();

    // Then
    assertThat(second.status()).as(second.err()).isZero();
    PrintedOutput ended = first.get(Stage.DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("another replay has begun").contains("before that");
    assertThat(Payments.numbersIn(committed(stage.topic1)))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void whatWasCutIsReplayedWholeFromWhereItWasReadAndToldWhereThatIsGone() {
    // Given
    byte[] whole =
        Payments.document(7)
            .replace("}", ",\"more\":\"" + "x".repeat(100_000) + "\"}")
            .getBytes(UTF_8);
    stage.written().send("k".getBytes(UTF_8), whole);
    await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> !committed(stage.topic1).isEmpty());
    ConsumerRecord<byte[], byte[]> source = committed(stage.topic1).get(0);
    send(cut(RejectedRecords.idOf(source), whole));
    send(cut(stage.topic1 + "-0@999", whole));
    send(cut("../../etc/passwd", whole));

    // When
    PrintedOutput printed = replay();

    // Then
    assertThat(table(printed)).containsExactly("rejected_code replayed cut off", "unscorable 1 2");
    assertThat(printed.err())
        .contains(stage.topic1 + "-0@999 is cut off: the whole is not in topic " + stage.topic1);
    List<ConsumerRecord<byte[], byte[]>> all = committed(stage.topic1);
    assertThat(all).hasSize(2).allSatisfy(record -> assertThat(record.value()).isEqualTo(whole));
    assertThat(all).filteredOn(record -> header(record, "replays") != null).hasSize(1);
  }

  @Test
  void whatCannotWorkIsSaidInOneLine() {
    // Given
    Map<String, String> away = Map.of("KAFKA_CONFIG", stage.properties("").toString());

    // Then
    assertThat(PredictorCommand.run(away, "replay", "--code", "bad").status()).isEqualTo(2);
    assertThat(PredictorCommand.run(away, "replay", "--since", "yesterday").status()).isEqualTo(2);
    PrintedOutput missing = PredictorCommand.run(stageWith("TOPIC_1", "no-such-topic"), "replay");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).startsWith("topic no-such-topic_rejected is missing, or hidden");
  }

  private Map<String, String> stageWith(String variable, String value) {
    Map<String, String> environment = new HashMap<>(stage.environment);
    environment.put(variable, value);
    return environment;
  }

  private PrintedOutput replay(String... arguments) {
    List<String> all = new ArrayList<>(List.of("replay"));
    all.addAll(List.of(arguments));
    PrintedOutput printed = PredictorCommand.run(stage.environment, all.toArray(String[]::new));
    TopicContents.awaitTransactionsEnded(kafka.address());
    return printed;
  }

  /** The table's lines, blanks made one. */
  private static List<String> table(PrintedOutput printed) {
    return printed
        .out()
        .lines()
        .filter(line -> !line.contains("replayed to "))
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }

  private static ScoringModel refusing(Set<Integer> refused) {
    return frame -> {
      if (Payments.numbers(frame).anyMatch(refused::contains)) {
        throw new IllegalArgumentException("not this one");
      }
      return Payments.everyTenthIsFraud(frame);
    };
  }

  /** The rejected records, without the marks of replays. */
  private List<ConsumerRecord<byte[], byte[]>> things() {
    return stage.rejected().stream()
        .filter(record -> header(record, "replayed_at") == null)
        .toList();
  }

  private List<String> ids() {
    return things().stream().map(record -> header(record, "rejected_id")).toList();
  }

  private void sendRejected(int count) {
    for (int i = 0; i < count; i++) {
      var unused =
          writer.send(rejected("id" + i, RejectionCode.UNSCORABLE, i, "2026-01-01T00:00:00Z"));
    }
    writer.flush();
  }

  private ProducerRecord<byte[], byte[]> rejected(
      String id, RejectionCode code, int number, String at) {
    Clock clock = Clock.fixed(Instant.parse(at), ZoneOffset.UTC);
    return with(
        new RejectedRecords(stage.topic1, "predictor", clock)
            .of(
                id,
                new Rejection(code, "for a test"),
                "card".getBytes(UTF_8),
                Payments.document(number).getBytes(UTF_8)));
  }

  private ProducerRecord<byte[], byte[]> of(
      String by, String id, RejectionCode code, byte[] value) {
    return new RejectedRecords(stage.topic1, by, Clock.systemUTC())
        .of(id, new Rejection(code, "for a test"), null, value);
  }

  private ProducerRecord<byte[], byte[]> unreadable(String id) {
    return of("predictor", id, RejectionCode.UNREADABLE, "<html>".getBytes(UTF_8));
  }

  private ProducerRecord<byte[], byte[]> cut(String id, byte[] whole) {
    ProducerRecord<byte[], byte[]> record =
        of("predictor", id, RejectionCode.UNSCORABLE, Arrays.copyOf(whole, 100));
    PipelineHeaders.add(record.headers(), PipelineHeaders.REJECTED_TRUNCATED, "true");
    return record;
  }

  private static ProducerRecord<byte[], byte[]> with(ProducerRecord<byte[], byte[]> record) {
    PipelineHeaders.add(record.headers(), "trace", "0af7651916cd43dd");
    return record;
  }

  @SafeVarargs
  private static void send(ProducerRecord<byte[], byte[]>... records) {
    for (ProducerRecord<byte[], byte[]> record : records) {
      var unused = writer.send(record);
    }
    writer.flush();
  }

  private static List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    return TopicContents.committed(kafka.address(), topic);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return PipelineHeaders.text(record.headers(), name).orElse(null);
  }

  private static List<String> names(ConsumerRecord<byte[], byte[]> record) {
    List<String> names = new ArrayList<>();
    record.headers().forEach(header -> names.add(header.key()));
    return names;
  }
}
