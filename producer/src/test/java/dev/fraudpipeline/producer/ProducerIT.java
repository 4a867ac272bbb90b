package dev.fraudpipeline.producer;

import static dev.fraudpipeline.producer.ProducerStage.DEFINITELY_TOO_SLOW;
import static dev.fraudpipeline.producer.ProducerStage.awaitExhausted;
import static dev.fraudpipeline.producer.ProducerStage.awaitServed;
import static dev.fraudpipeline.producer.ProducerStage.served;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.http.HeaderLine;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The producer against a real broker and the API simulator: what was served is in topic_1. */
@Timeout(300)
final class ProducerIT {
  @TempDir Path folder;
  private ProducerStage stage;

  @BeforeEach
  void setTheStage() {
    stage = new ProducerStage(folder);
  }

  @Test
  void everyPaymentServedIsInTopic1UnderItsCard() throws IOException {
    try (PaymentsApi api = PaymentsApi.start(stage.api().withPayments(300));
        DaemonThread producer = stage.producer(api, "?n=7")) {
      awaitExhausted(api, producer);
      stage.awaitServedInTopic(api);
    }
    for (ConsumerRecord<byte[], byte[]> record : stage.sent()) {
      Payment payment = stage.read(record);
      assertThat(record.key()).isEqualTo(payment.key());
      assertThat(record.value()).isEqualTo(payment.json());
      assertThat(PipelineHeaders.millis(record.headers(), PipelineHeaders.FETCHED_AT)).isPresent();
    }
    assertThat(stage.rejected()).isEmpty();
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
    try (PaymentsApi api = PaymentsApi.start(stage.api().withReplay(replay).withCallsPerMinute(0));
        DaemonThread producer = stage.producer(api, "")) {
      awaitExhausted(api, producer);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                assertThat(stage.sent()).hasSize(2);
                assertThat(stage.rejected()).hasSize(2);
              });
    }

    // Then
    assertThat(stage.sent()).extracting(r -> stage.read(r).id().transNum()).contains("good-1");
    List<ConsumerRecord<byte[], byte[]>> rejected = stage.rejected();
    assertThat(rejected)
        .extracting(r -> new String(r.value(), UTF_8))
        .contains("<html>502 Bad Gateway</html>")
        .anyMatch(value -> value.contains("[42,\"lots\",\"bad\",1730133730257]"));
    assertThat(rejected)
        .extracting(
            r -> PipelineHeaders.text(r.headers(), PipelineHeaders.REJECTED_CODE).orElseThrow())
        .containsExactlyInAnyOrder("unreadable", "bad_value");
    assertThat(rejected)
        .extracting(
            r -> PipelineHeaders.text(r.headers(), PipelineHeaders.REJECTED_ID).orElseThrow())
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
    try (PaymentsApi api = PaymentsApi.start(stage.api().withReplay(replay).withCallsPerMinute(0));
        DaemonThread producer = stage.producer(api, "")) {
      awaitExhausted(api, producer);
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> stage.sent().size() >= 2);
    }
    try (PaymentsApi api =
            PaymentsApi.start(
                PaymentsApi.Options.in(folder.resolve("api-again"))
                    .withReplay(again)
                    .withCallsPerMinute(0));
        DaemonThread producer = stage.producer(api, "")) {
      awaitExhausted(api, producer);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> stage.sentIds().stream().anyMatch(id -> id.transNum().equals("end")));
    }

    // Then
    assertThat(stage.sentIds())
        .containsExactlyInAnyOrder(
            new PaymentId("same", 1730133730L),
            new PaymentId("same", 1730133731L),
            new PaymentId("end", 1730133740L));
  }

  @Test
  void whatAnEarlierRunLeftIsSentBeforeTheApiIsAsked() throws Exception {
    // Given
    int left = 500;
    try (Journal journal = Journal.open(stage.journal())) {
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
                  sentBefore.compareAndSet(-1, stage.sent().size());
                  CompletionStage<Boolean> unused =
                      reply.send(
                          new ServerResponse(
                              503, List.of(new HeaderLine("Content-Length", "0")), new byte[0]));
                });
        DaemonThread producer = stage.producer(api.baseUrl())) {
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> producer.status().isPresent() || sentBefore.get() >= 0);
    }

    // Then
    assertThat(sentBefore).hasValue(left);
  }

  @Test
  void aSecondProducerOnTheJournalEndsWithStatus1() throws Exception {
    try (PaymentsApi api = PaymentsApi.start(stage.api());
        DaemonThread first = stage.producer(api, "")) {
      awaitServed(api, 1, first);

      try (DaemonThread second = stage.producer(api, "")) {
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
                stage.api().withReplay(replayOf("large.jsonl", large)).withCallsPerMinute(0));
        DaemonThread producer = stage.producer(api, "")) {
      // When
      awaitExhausted(api, producer);
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> !stage.rejected().isEmpty());
    }

    // Then
    ConsumerRecord<byte[], byte[]> rejected = stage.rejected().get(0);
    assertThat(new String(rejected.value(), UTF_8)).isEqualTo(large.substring(0, 64 << 10));
    assertThat(PipelineHeaders.text(rejected.headers(), PipelineHeaders.REJECTED_CODE))
        .contains("too_large");
    assertThat(PipelineHeaders.text(rejected.headers(), PipelineHeaders.REJECTED_TRUNCATED))
        .contains("true");
    String id = PipelineHeaders.text(rejected.headers(), PipelineHeaders.REJECTED_ID).orElseThrow();
    Path whole = stage.journal().resolve("refused").resolve(id);
    assertThat(
            PipelineHeaders.text(rejected.headers(), PipelineHeaders.REJECTED_REASON).orElseThrow())
        .contains(whole.toString());
    assertThat(whole).content().isEqualTo(large);
  }

  private Path replayOf(String name, String body) throws IOException {
    return Files.write(folder.resolve(name), List.of(body));
  }
}
