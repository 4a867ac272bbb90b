package dev.fraudpipeline.producer.poll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.producer.ProducerMetrics;
import dev.fraudpipeline.producer.delivery.WakeUpSignal;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.JournaledAnswer;
import dev.fraudpipeline.sandbox.http.Header;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.Reply;
import dev.fraudpipeline.sandbox.http.Response;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Polling while the journal's disk takes nothing: here, since its folder is gone. */
@Timeout(180)
final class PollThreadIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);
  private static final int MAX_BODY = 1_000;

  @TempDir Path folder;
  private final StopSignal stop = new StopSignal();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void anAnswerThatTheDiskDoesNotTakeIsKeptInHandUntilItDoes() throws Exception {
    // Given
    Path lost = folder.resolve("journal");
    Path away = folder.resolve("away");
    try (Journal journal = Journal.open(lost);
        HttpServer api =
            HttpServer.start(
                new HttpServer.Options("api", 0, 1, Duration.ofSeconds(5)),
                (request, reply) -> answer(reply, lost, away))) {
      Thread polling = start(api, journal);

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
      stop.raise();
      polling.join();
      Optional<JournaledAnswer> first = journal.next();
      assertThat(first.map(answer -> new String(answer.body(), UTF_8))).contains("answer 1");
      assertThat(journal.waiting()).isGreaterThan(1);
    }
  }

  /** The first answer finds no place on disk. */
  private void answer(Reply reply, Path lost, Path away) {
    int call = calls.incrementAndGet();
    try {
      if (call == 1) {
        Files.move(lost, away);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] body = ("answer " + call).getBytes(UTF_8);
    CompletionStage<Boolean> unused =
        reply.send(
            new Response(
                200, List.of(new Header("Content-Length", String.valueOf(body.length))), body));
  }

  private Thread start(HttpServer api, Journal journal) {
    PaymentsApiClient client =
        new PaymentsApiClient(
            URI.create(api.baseUrl() + "/"),
            Duration.ofSeconds(30),
            MAX_BODY,
            Clock.systemUTC(),
            stop);
    Monitoring monitoring = Monitoring.start("producer", Optional.empty());
    ProducerMetrics metrics = new ProducerMetrics(monitoring, journal, Clock.systemUTC());
    PaymentsPoller poller =
        new PaymentsPoller(
            client, Duration.ofMillis(10), new ApiMetrics(monitoring, Clock.systemUTC()), stop);
    JournalLeftovers leftOvers = new JournalLeftovers(journal, DEFINITELY_TOO_SLOW, stop);
    Thread polling =
        new Thread(
            new PollThread(
                leftOvers, poller, journal, MAX_BODY, metrics, new WakeUpSignal(), stop));
    polling.start();
    return polling;
  }
}
