package dev.fraudpipeline.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.kafka.Headers;
import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.schema.PaymentId;
import dev.fraudpipeline.common.schema.PaymentReader;
import dev.fraudpipeline.common.settings.Settings;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.Part;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.api.ServedLog;
import dev.fraudpipeline.sandbox.http.Header;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.Response;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The producer against a real broker and the API simulator: what was served is in topic_1. */
@Timeout(300)
final class ProducerIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static SandboxKafka kafka;
  private static int tests;

  private final int test = ++tests;
  private final String topic1 = "payments-" + test;
  private final PaymentReader reader = new PaymentReader();

  @BeforeAll
  static void startKafka() throws IOException {
    kafka = SandboxKafka.start(folder.resolve("kafka"), 0);
    Files.writeString(
        folder.resolve("client.properties"), "bootstrap.servers=" + kafka.address() + "\n");
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void everyPaymentServedIsInTopic1UnderItsCard() throws IOException {
    try (PaymentsApi api = PaymentsApi.start(generated().withPayments(300));
        DaemonThread producer = producer(api, "?n=7")) {
      awaitExhausted(api, producer);
      awaitServedInTopic(api);
    }
    for (ConsumerRecord<byte[], byte[]> record : committed(topic1)) {
      Payment payment = read(record);
      assertThat(record.key()).isEqualTo(payment.key());
      assertThat(record.value()).isEqualTo(payment.json());
      assertThat(Headers.millis(record.headers(), Headers.FETCHED_AT)).isPresent();
    }
    assertThat(committed(topic1 + "_rejected")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aBrokenApiLosesNothing(Fault fault) throws IOException {
    try (PaymentsApi api = PaymentsApi.start(generated())) {
      faultInTheMiddle(api, api, fault);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"AWAY", "HANG"})
  void whileKafkaIsAwayPollingGoesOnAndNothingIsLost(Fault fault) throws IOException {
    try (PaymentsApi api = PaymentsApi.start(generated())) {
      faultInTheMiddle(api, kafka, fault);
    }
  }

  private void faultInTheMiddle(PaymentsApi api, Part broken, Fault fault) throws IOException {
    // Given
    DaemonThread producer = producer(api, "?n=3");
    awaitServed(api, 30, producer);
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> !committed(topic1).isEmpty());

    // When
    broken.inflict(fault);
    try {
      if (broken == kafka) {
        awaitServed(api, served(api) + 100, producer);
      } else {
        await()
            .pollDelay(Duration.ofSeconds(3))
            .atMost(DEFINITELY_TOO_SLOW)
            .until(() -> producer.status().isEmpty());
      }
    } finally {
      broken.heal();
    }

    // Then
    Set<PaymentId> servedMeanwhile = servedIds(api);
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .until(() -> Set.copyOf(committedIds()).containsAll(servedMeanwhile));
    assertThat(committedIds()).as("what one client sends, it sends once").doesNotHaveDuplicates();
    awaitServed(api, served(api) + 30, producer);
    producer.close();
    // What could not be delivered in time goes first at the next start.
    api.inflict(Fault.AWAY);
    try (DaemonThread next = producer(api, "?n=3")) {
      awaitServedInTopic(api);
      assertThat(next.status()).isEmpty();
    }
  }

  @Test
  void oneBadRowIsRejectedAloneAndAnUnreadableBodyWhole() throws IOException {
    // Given
    String columns =
        "{\\\"columns\\\":[\\\"cc_num\\\",\\\"amt\\\",\\\"trans_num\\\",\\\"current_time\\\"],";
    Path replay = folder.resolve("bodies.jsonl");
    Files.write(
        replay,
        List.of(
            "\""
                + columns
                + "\\\"index\\\":[1],\\\"data\\\":[[42,1.10,\\\"good-1\\\",1730133730257]]}\"",
            "\""
                + columns
                + "\\\"index\\\":[1,2],\\\"data\\\":[[42,\\\"lots\\\",\\\"bad\\\",1730133730257],"
                + "[42,1.20,\\\"good-2\\\",1730133730257]]}\"",
            "<html>502 Bad Gateway</html>"));

    // When
    try (PaymentsApi api = PaymentsApi.start(generated().withReplay(replay).withCallsPerMinute(0));
        DaemonThread producer = producer(api, "")) {
      awaitExhausted(api, producer);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                assertThat(committed(topic1)).hasSize(2);
                assertThat(committed(topic1 + "_rejected")).hasSize(2);
              });
    }

    // Then
    assertThat(committed(topic1)).extracting(r -> read(r).id().transNum()).contains("good-1");
    List<ConsumerRecord<byte[], byte[]>> rejected = committed(topic1 + "_rejected");
    assertThat(rejected)
        .extracting(r -> new String(r.value(), UTF_8))
        .contains("<html>502 Bad Gateway</html>")
        .anyMatch(value -> value.contains("[42,\"lots\",\"bad\",1730133730257]"));
    assertThat(rejected)
        .extracting(r -> Headers.text(r.headers(), Headers.REJECTED_CODE).orElseThrow())
        .containsExactlyInAnyOrder("unreadable", "bad_value");
    assertThat(rejected)
        .extracting(r -> Headers.text(r.headers(), Headers.REJECTED_ID).orElseThrow())
        .doesNotHaveDuplicates();
  }

  @Test
  void whatTheApiRepeatsIsSentOnceAlsoAfterARestart() throws IOException {
    // Given
    String body =
        "{\"columns\":[\"cc_num\",\"amt\",\"trans_num\",\"current_time\"],"
            + "\"data\":[[42,1.10,\"%s\",%d]]}";
    Path replay = folder.resolve("repeats.jsonl");
    Files.write(
        replay,
        List.of(
            body.formatted("same", 1730133730257L),
            body.formatted("same", 1730133730257L),
            body.formatted("same", 1730133731257L)));
    Path again = folder.resolve("repeats-again.jsonl");
    Files.write(
        again,
        List.of(body.formatted("same", 1730133730999L), body.formatted("end", 1730133740000L)));

    // When
    try (PaymentsApi api = PaymentsApi.start(generated().withReplay(replay).withCallsPerMinute(0));
        DaemonThread producer = producer(api, "")) {
      awaitExhausted(api, producer);
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> committed(topic1).size() >= 2);
    }
    try (PaymentsApi api =
            PaymentsApi.start(
                PaymentsApi.Options.in(folder.resolve("api-again"))
                    .withReplay(again)
                    .withCallsPerMinute(0));
        DaemonThread producer = producer(api, "")) {
      awaitExhausted(api, producer);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> committedIds().stream().anyMatch(id -> id.transNum().equals("end")));
    }

    // Then
    assertThat(committedIds())
        .containsExactlyInAnyOrder(
            new PaymentId("same", 1730133730L),
            new PaymentId("same", 1730133731L),
            new PaymentId("end", 1730133740L));
  }

  @Test
  void whatAnEarlierRunLeftIsSentBeforeTheApiIsAsked() throws Exception {
    // Given
    int left = 500;
    try (Journal journal = Journal.open(folder.resolve("journal-" + test))) {
      for (int i = 0; i < left; i++) {
        String body =
            "{\"columns\":[\"cc_num\",\"amt\",\"trans_num\",\"current_time\"],\"data\":[[%d,1,\"%d\",0]]}";
        journal.append(0, body.formatted(i, i).getBytes(UTF_8));
      }
    }
    AtomicInteger sentBefore = new AtomicInteger(-1);

    // When
    try (HttpServer api =
            HttpServer.start(
                new HttpServer.Options("api", 0, 1, Duration.ofSeconds(5)),
                (request, reply) -> {
                  sentBefore.compareAndSet(-1, committed(topic1).size());
                  CompletionStage<Boolean> unused =
                      reply.send(
                          new Response(
                              503, List.of(new Header("Content-Length", "0")), new byte[0]));
                });
        DaemonThread producer = producer(api.baseUrl())) {
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> producer.status().isPresent() || sentBefore.get() >= 0);
    }

    // Then
    assertThat(sentBefore).hasValue(left);
  }

  @Test
  void aSecondProducerOnTheJournalEndsWithStatus1() throws Exception {
    try (PaymentsApi api = PaymentsApi.start(generated());
        DaemonThread first = producer(api, "")) {
      awaitServed(api, 1, first);

      try (DaemonThread second = producer(api, "")) {
        await().atMost(DEFINITELY_TOO_SLOW).until(() -> second.status().isPresent());
        assertThat(second.status()).hasValue(1);
      }

      awaitServed(api, served(api) + 1, first);
    }
  }

  @Test
  void whatATopicRefusesForItsSizeIsKeptWholeAndRejectedCut() throws Exception {
    // Given
    String large = "<html>" + "x".repeat(2 << 20);
    try (PaymentsApi api =
            PaymentsApi.start(
                generated().withReplay(replayOf("large.jsonl", large)).withCallsPerMinute(0));
        DaemonThread producer = producer(api, "")) {
      // When
      awaitExhausted(api, producer);
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> !committed(topic1 + "_rejected").isEmpty());
    }

    // Then
    ConsumerRecord<byte[], byte[]> rejected = committed(topic1 + "_rejected").get(0);
    assertThat(new String(rejected.value(), UTF_8)).isEqualTo(large.substring(0, 64 << 10));
    assertThat(Headers.text(rejected.headers(), Headers.REJECTED_CODE)).contains("too_large");
    assertThat(Headers.text(rejected.headers(), Headers.REJECTED_TRUNCATED)).contains("true");
    String id = Headers.text(rejected.headers(), Headers.REJECTED_ID).orElseThrow();
    Path whole = folder.resolve("journal-" + test).resolve("refused").resolve(id);
    assertThat(Headers.text(rejected.headers(), Headers.REJECTED_REASON).orElseThrow())
        .contains(whole.toString());
    assertThat(whole).content().isEqualTo(large);
  }

  private static Path replayOf(String name, String body) throws IOException {
    return Files.write(folder.resolve(name), List.of(body));
  }

  private PaymentsApi.Options generated() {
    return PaymentsApi.Options.in(folder.resolve("api-" + test)).withCallsPerMinute(0);
  }

  private DaemonThread producer(PaymentsApi api, String query) {
    return producer(api.address() + query);
  }

  private DaemonThread producer(String url) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_CONFIG", folder.resolve("client.properties").toString());
    environment.put("TOPIC_1", topic1);
    environment.put("TOPIC_PARTITIONS", "3");
    environment.put("PAYMENTS_API_URL", url);
    environment.put("POLL_INTERVAL", "20ms");
    // An answer that comes too late is lost, and here none is to be.
    environment.put("API_TIMEOUT", "60s");
    environment.put("PRODUCER_JOURNAL", folder.resolve("journal-" + test).toString());
    return DaemonThread.start(
        "producer", stop -> Main.run(new Settings(Map.of(), environment), stop));
  }

  private static void awaitExhausted(PaymentsApi api, DaemonThread producer) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(
            () ->
                producer.status().isPresent()
                    || Boolean.TRUE.equals(api.status().get("exhausted")));
    assertThat(producer.status()).as("runs on").isEmpty();
  }

  private static void awaitServed(PaymentsApi api, long payments, DaemonThread producer) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(() -> producer.status().isPresent() || served(api) >= payments);
    assertThat(producer.status()).as("runs on").isEmpty();
  }

  private static long served(PaymentsApi api) {
    return (long) api.status().get("served");
  }

  private void awaitServedInTopic(PaymentsApi api) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .untilAsserted(() -> assertThat(Set.copyOf(committedIds())).isEqualTo(servedIds(api)));
  }

  private List<PaymentId> committedIds() {
    return committed(topic1).stream().map(record -> read(record).id()).toList();
  }

  /** Without repetition: the API draws at random, and what it repeats is sent once. */
  private static Set<PaymentId> servedIds(PaymentsApi api) {
    try {
      return ServedLog.read(api.servedLog()).stream()
          .map(served -> new PaymentId(served.transNum(), served.unixTime()))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Payment read(ConsumerRecord<byte[], byte[]> record) {
    return (Payment) reader.readOne(record.value());
  }

  private static List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    return TopicContents.committed(kafka.address(), topic);
  }
}
