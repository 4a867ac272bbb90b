package dev.fraudpipeline.producer.poll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.JournalMetrics;
import dev.fraudpipeline.producer.journal.JournaledAnswer;
import dev.fraudpipeline.sandbox.http.HeaderLine;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Polling while an earlier run's answers wait for Kafka, and while the disk takes nothing. */
@Timeout(180)
final class PollThreadIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);
  private static final Duration FOR_EVER = Duration.ofHours(1);
  private static final int MAX_BODY = 1_000;

  @TempDir Path folder;
  private final StopSignal stop = new StopSignal();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void pollingWaitsUntilKafkaHasAllThatWasLeftAndForNothingMore() throws Exception {
    // Given
    leaveTwo();
    try (Journal journal = Journal.open(folder);
        HttpServer api = api(call -> {})) {
      journal.append(0, new byte[0]);
      Thread polling = start(api, journal, FOR_EVER);

      // When
      journal.done(2, List.of());
      await()
          .during(Duration.ofMillis(200))
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> calls.get() == 0);
      journal.done(0, List.of());

      // Then
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> calls.get() > 0);
      end(polling);
      assertThat(journal.leftOver()).isZero();
      assertThat(journal.waiting()).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void whileKafkaTakesNothingPollingGoesOn() throws Exception {
    // Given
    leaveTwo();
    try (Journal journal = Journal.open(folder);
        HttpServer api = api(call -> {})) {
      // When
      Thread polling = start(api, journal, Duration.ofMillis(100));

      // Then
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> calls.get() > 0);
      end(polling);
      assertThat(journal.leftOver()).isEqualTo(2);
    }
  }

  @Test
  void aStopEndsTheWaitForWhatWasLeft() throws Exception {
    // Given
    leaveTwo();
    try (Journal journal = Journal.open(folder);
        HttpServer api = api(call -> {})) {
      Thread polling = start(api, journal, FOR_EVER);

      // When
      end(polling);

      // Then
      assertThat(calls).hasValue(0);
    }
  }

  @Test
  void anAnswerThatTheDiskDoesNotTakeIsKeptInHandUntilItDoes() throws Exception {
    // Given
    Path lost = folder.resolve("journal");
    Path away = folder.resolve("away");
    try (Journal journal = Journal.open(lost);
        HttpServer api = api(call -> moveAtFirst(call, lost, away))) {
      Thread polling = start(api, journal, FOR_EVER);

      // When
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> Files.exists(away));
      await()
          .pollDelay(Duration.ofMillis(500))
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> calls.get() == 1);
      assertThat(journal.waiting()).isZero();
      Files.move(away, lost);

      // Then
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> calls.get() > 2);
      end(polling);
      Optional<JournaledAnswer> first = journal.next();
      assertThat(first.map(answer -> new String(answer.body(), UTF_8))).contains("answer 1");
      assertThat(journal.waiting()).isGreaterThan(1);
    }
  }

  /** An earlier run that appended three answers, of which the middle one is done. */
  private void leaveTwo() throws Exception {
    try (Journal earlier = Journal.open(folder)) {
      for (int i = 0; i < 3; i++) {
        earlier.append(0, new byte[0]);
      }
      earlier.done(1, List.of());
    }
  }

  /**
   * An API that numbers its answers.
   *
   * @param before is told each call's number before it is answered
   */
  private HttpServer api(IntConsumer before) throws IOException {
    return HttpServer.start(
        new HttpServer.Options("api", 0, 1, Duration.ofSeconds(5)),
        (request, reply) -> {
          int call = calls.incrementAndGet();
          before.accept(call);
          byte[] body = ("answer " + call).getBytes(UTF_8);
          CompletionStage<Boolean> unused =
              reply.send(
                  new ServerResponse(
                      200,
                      List.of(new HeaderLine("Content-Length", String.valueOf(body.length))),
                      body));
        });
  }

  /** The first answer finds no place on disk. */
  private static void moveAtFirst(int call, Path lost, Path away) {
    try {
      if (call == 1) {
        Files.move(lost, away);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end(Thread polling) throws InterruptedException {
    stop.raise();
    polling.join(DEFINITELY_TOO_SLOW.toMillis());
    assertThat(polling.isAlive()).isFalse();
  }

  private Thread start(HttpServer api, Journal journal, Duration kafkaIsAway) {
    PaymentsApiClient client =
        new PaymentsApiClient(
            URI.create(api.baseUrl() + "/"),
            Duration.ofSeconds(30),
            MAX_BODY,
            Clock.systemUTC(),
            stop);
    Monitoring monitoring = Monitoring.start("producer", Optional.empty());
    JournalMetrics metrics = new JournalMetrics(monitoring, journal, Clock.systemUTC());
    PaymentsPoller poller =
        new PaymentsPoller(
            client, Duration.ofMillis(10), new ApiMetrics(monitoring, Clock.systemUTC()), stop);
    Thread polling =
        new Thread(new PollThread(poller, journal, MAX_BODY, kafkaIsAway, metrics, () -> {}, stop));
    polling.start();
    return polling;
  }
}
