package dev.fraudpipeline.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.common.payment.Rejection;
import dev.fraudpipeline.common.payment.RejectionCode;
import dev.fraudpipeline.producer.journal.OversizedRecords;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import dev.fraudpipeline.sandbox.process.PrintedOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code producer.jar check} and {@code replay} with a real broker and journal. */
@Timeout(300)
final class ProducerCommandsIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);

  private static final String COLUMNS = "\"cc_num\",\"amt\",\"trans_num\",\"current_time\"";

  @TempDir static Path folder;
  private static SandboxKafka kafka;
  private static int tests;

  private final String topic1 = "one-" + ++tests;
  private final Path journal = folder.resolve("journal-" + tests);
  private final Map<String, String> environment = new HashMap<>();

  @BeforeAll
  static void findKafka() throws IOException {
    kafka = SharedKafka.get();
    Files.writeString(
        folder.resolve("client.properties"),
        "bootstrap.servers=" + kafka.address() + "\nschema.registry.url=https://example.com\n");
  }

  @BeforeEach
  void settings() throws Exception {
    environment.put("KAFKA_CONFIG", folder.resolve("client.properties").toString());
    environment.put("TOPIC_1", topic1);
    environment.put("PRODUCER_JOURNAL", journal.toString());
    environment.put("TOPIC_PARTITIONS", "3");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      NewTopic rejected =
          new NewTopic(topic1 + "_rejected", 2, (short) 1).configs(Map.of("retention.ms", "-1"));
      admin.createTopics(List.of(new NewTopic(topic1, 3, (short) 1), rejected)).all().get();
    }
  }

  @Test
  void aCheckBesideARunningProducerTakesNoPaymentAndNotItsJournal() throws Exception {
    // Given
    PaymentsApi.Options options =
        PaymentsApi.Options.in(folder.resolve("api")).withPayments(20).withCallsPerMinute(0);
    try (PaymentsApi api = PaymentsApi.start(options)) {
      environment.put("PAYMENTS_API_URL", api.address() + "?key=hidden");
      environment.put("POLL_INTERVAL", "20ms");
      try (DaemonThread producer =
          DaemonThread.start(
              "producer",
              stop ->
                  Producer.run(ProducerConfig.from(new Options(Map.of(), environment)), stop))) {
        await().atMost(DEFINITELY_TOO_SLOW).until(() -> committed(topic1).size() == 20);
        long calls = (long) api.status().get("calls");

        // When
        PrintedOutput printed = run("check");

        // Then
        assertThat(printed.status()).as(printed.out()).isZero();
        assertThat(lines(printed))
            .contains(
                "ok PAYMENTS_API_URL (--api-url) " + api.address() + "?*** (environment)",
                "ok SASL_PASSWORD none",
                "ok topic " + topic1 + "_rejected may be read, and marked",
                "ok topic " + topic1 + " may be written",
                "ok transactional id producer-rejected-replay may be used",
                "all works")
            .anyMatch(line -> line.startsWith("note Kafka client properties these keys of "))
            .anyMatch(line -> line.matches("ok topic " + topic1 + " 3 partitions, .*"))
            .anyMatch(
                line -> line.matches("ok topic " + topic1 + "_rejected .*keeps records for ever.*"))
            .anyMatch(line -> line.matches("ok journal /.*: can be written and locked, .*"))
            .anyMatch(line -> line.matches("ok journal's disk \\d+ MiB free"))
            .anyMatch(
                line -> line.matches("ok API 127.0.0.1:\\d+: answers; no request is sent: .*"));
        assertThat(printed.out()).doesNotContain("hidden");
        // The producer goes on polling, and finds that there is nothing more.
        await()
            .atMost(DEFINITELY_TOO_SLOW)
            .until(() -> (long) api.status().get("calls") > calls || producer.status().isPresent());
        assertThat(producer.status()).isEmpty();
        try (Stream<Path> files = Files.list(journal)) {
          assertThat(files.map(file -> file.getFileName().toString()))
              .noneMatch(name -> name.endsWith(".tmp"));
        }
      }
    }
  }

  @Test
  void noRequestReachesTheApiAndNoFolderIsMade() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer.Options options = new HttpServer.Options("api", 0, 1, Duration.ofSeconds(5));
    try (HttpServer api =
        HttpServer.start(options, (request, reply) -> requests.incrementAndGet())) {
      environment.put("PAYMENTS_API_URL", api.baseUrl() + "/current-transactions");

      PrintedOutput printed = run("check");

      assertThat(printed.status()).as(printed.out()).isZero();
      assertThat(printed.out()).contains("not there yet, the producer makes it");
    }
    assertThat(requests).hasValue(0);
    assertThat(journal).doesNotExist();
  }

  @Test
  void whatDoesNotWorkIsNamedAndWhatWorksBesideIt() throws Exception {
    // Given
    environment.put("PRODUCER_JOURNAL", Files.createFile(folder.resolve("a-file")).toString());
    environment.put("PAYMENTS_API_URL", "http://127.0.0.1:1/");

    // When
    PrintedOutput printed = run("check");

    // Then
    assertThat(printed.status()).isEqualTo(1);
    assertThat(lines(printed))
        .contains("FAILED API 127.0.0.1:1: nobody listens there")
        .anyMatch(line -> line.matches("FAILED journal .*a-file is no folder: PRODUCER_JOURNAL.*"))
        .anyMatch(line -> line.startsWith("ok topic " + topic1 + " "))
        .anyMatch(line -> line.matches("2 of \\d+ do not work"));
  }

  @Test
  void whatTheMendedReaderTakesGoesToTopic1OnceAndWhatIsStillBadInItIsRejectedAlone()
      throws Exception {
    // Given
    String two =
        "{\"columns\":[%s],\"data\":[[42,1.50,\"good\",1730133730257],[43,\"much\",\"bad\",1]]}"
            .formatted(COLUMNS);
    ProducerRecord<byte[], byte[]> body = rejected("11-0", two.getBytes(UTF_8));
    PipelineHeaders.add(body.headers(), PipelineHeaders.FETCHED_AT, "1730133730000");
    byte[] large =
        "{\"cc_num\":44,\"amt\":2,\"trans_num\":\"large\",\"unix_time\":1730133730,\"x\":\"%s\"}"
            .formatted("x".repeat(100_000))
            .getBytes(UTF_8);
    new OversizedRecords(journal).keep("22-0", large);
    send(body, cut("22-0", large), cut("33-0", large), rejected("44-0", "<html>".getBytes(UTF_8)));

    // When
    PrintedOutput first = run("replay");
    PrintedOutput second = run("replay");

    // Then
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(lines(first))
        .containsExactly(
            "rejected_code replayed still bad cut off",
            "too_large 1 0 1",
            "unreadable 1 1 0",
            "2 replayed to " + topic1);
    assertThat(first.err())
        .contains("33-0 is cut off: the whole is not in " + journal.resolve("refused"))
        .contains("44-0 is still bad: not JSON");
    assertThat(lines(second))
        .containsExactly(
            "rejected_code replayed replayed before still bad cut off",
            "bad_value 0 0 1 0",
            "too_large 0 1 0 1",
            "unreadable 0 1 1 0",
            "0 replayed to " + topic1);
    List<ConsumerRecord<byte[], byte[]>> payments = committed(topic1);
    assertThat(payments)
        .extracting(record -> read(record).id().transNum())
        .containsExactlyInAnyOrder("good", "large");
    for (ConsumerRecord<byte[], byte[]> record : payments) {
      assertThat(record.key()).isEqualTo(read(record).key());
      assertThat(header(record, "replays")).isEqualTo("1");
      assertThat(header(record, "fetched_at")).isNotNull();
    }
    assertThat(committed(topic1 + "_rejected"))
        .filteredOn(record -> "11-0-1".equals(header(record, "rejected_id")))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(header(record, "replayed_from")).isEqualTo("11-0");
              assertThat(header(record, "fetched_at")).isEqualTo("1730133730000");
              assertThat(new String(record.value(), UTF_8))
                  .contains("\"bad\"")
                  .doesNotContain("good");
            });
  }

  private PrintedOutput run(String... arguments) {
    return PrintedOutput.by(
        (out, err) -> Main.run(arguments, environment, new StopSignal(), out, err));
  }

  /** What was printed, blanks made one. */
  private static List<String> lines(PrintedOutput printed) {
    return printed.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  private ProducerRecord<byte[], byte[]> rejected(String id, byte[] value) {
    return of(id, RejectionCode.UNREADABLE, value);
  }

  private ProducerRecord<byte[], byte[]> cut(String id, byte[] whole) {
    ProducerRecord<byte[], byte[]> record =
        of(id, RejectionCode.TOO_LARGE, Arrays.copyOf(whole, 50));
    PipelineHeaders.add(record.headers(), PipelineHeaders.REJECTED_TRUNCATED, "true");
    return record;
  }

  private ProducerRecord<byte[], byte[]> of(String id, RejectionCode code, byte[] value) {
    return new RejectedRecords(topic1, "producer", Clock.systemUTC())
        .of(id, new Rejection(code, "for a test"), null, value);
  }

  @SafeVarargs
  private static void send(ProducerRecord<byte[], byte[]>... records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", kafka.address(), "max.in.flight.requests.per.connection", 1),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    }
  }

  private static Payment read(ConsumerRecord<byte[], byte[]> record) {
    return (Payment) new PaymentParser().readOne(record.value());
  }

  private static List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    return TopicContents.committed(kafka.address(), topic);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return PipelineHeaders.text(record.headers(), name).orElse(null);
  }
}
