package dev.fraudpipeline.predictor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.http.HttpExchange;
import dev.fraudpipeline.predictor.CuttingProxy;
import dev.fraudpipeline.predictor.CuttingProxy.Cut;
import dev.fraudpipeline.predictor.Payments;
import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.Request;
import dev.fraudpipeline.sandbox.http.Uvicorn;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client makes of connections that fail, and of servers that do not answer. */
@Timeout(60)
final class ModelClientTest {
  /** Long enough for a request to arrive, on a busy machine and with classes still to be loaded. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final Duration DEFINITELY_TOO_LONG = Duration.ofSeconds(30);

  private final Queue<Request> asked = new ConcurrentLinkedQueue<>();
  private final HttpServer server =
      HttpServer.start(
          new HttpServer.Options("model", 0, 1, Duration.ofSeconds(5)),
          (request, reply) -> {
            asked.add(request);
            var unused = reply.send(Uvicorn.json(200, "{\"predictions\": [1]}"));
          });
  private final CuttingProxy proxy = new CuttingProxy(server.port());
  private final URI url = URI.create(server.baseUrl() + "/invocations");

  @AfterEach
  void stop() {
    proxy.close();
    server.close();
  }

  @Test
  void aRequestWhoseConnectionEndsWithoutAnAnswerIsSentOnceMore() throws Exception {
    // Given
    ModelClient client = client(DEFINITELY_TOO_LONG);
    assertThat(ask(client)).isInstanceOf(Answer.Scores.class);
    proxy.cut(Cut.NO_ANSWER, 1);

    // When
    Answer answer = ask(client);

    // Then
    assertThat(answer).isInstanceOf(Answer.Scores.class);
    assertThat(asked).hasSize(3);
    assertThat(proxy.connections()).as("on a connection of its own").isEqualTo(2);
  }

  @Test
  void requestsThatMeetAnIdleConnectionInTheMomentOfItsEndAreAnswered() throws Exception {
    // Given
    Duration keepAlive = Duration.ofMillis(20);
    try (HttpServer impatient =
        HttpServer.start(
            new HttpServer.Options("model", 0, 1, keepAlive),
            (request, reply) -> {
              var unused = reply.send(Uvicorn.json(200, "{\"predictions\": [1]}"));
            })) {
      ModelClient client = client(DEFINITELY_TOO_LONG);
      URI endpoint = URI.create(impatient.baseUrl() + "/invocations");
      for (int i = 0; i < 100; i++) {
        // When
        LockSupport.parkNanos(keepAlive.toNanos() + (i - 50) * 50_000L);

        // Then
        assertThat(client.ask(endpoint, List.of(Payments.payment(1))))
            .isInstanceOf(Answer.Scores.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Cut.class,
      names = {"NO_ANSWER", "HALF_AN_ANSWER"})
  void aConnectionThatEndsTwiceIsAFailureOfWhatMayStillBeAtWork(Cut cut) throws Exception {
    proxy.cut(cut);

    assertThat(ask(client(DEFINITELY_TOO_LONG)))
        .isInstanceOfSatisfying(Answer.Failed.class, a -> assertThat(a.late()).isTrue());
    assertThat(asked).hasSize(2);
  }

  @Test
  void aBodyThatStallsEndsWithTheTimeOutAndIsNotAskedForAgain() throws Exception {
    proxy.cut(Cut.STALLED_ANSWER);

    assertThat(ask(client(SHORT))).isEqualTo(timeOut());
    assertThat(asked).hasSize(1);
  }

  @Test
  void aServerThatDoesNotAnswerEndsWithTheTimeOut() throws Exception {
    server.inflict(Fault.HANG);

    assertThat(ask(client(SHORT))).isEqualTo(timeOut());
  }

  @Test
  void aConnectionThatIsRefusedIsTheEndpointsOwn() throws Exception {
    server.inflict(Fault.AWAY);

    assertThat(client(DEFINITELY_TOO_LONG).ask(url, List.of(Payments.payment(1))))
        .isInstanceOf(Answer.Sick.class);
  }

  @Test
  void connectionsAreUsedAgainAndHttp2IsNotOffered() throws Exception {
    // Given
    ModelClient client = client(DEFINITELY_TOO_LONG);

    // When
    for (int i = 0; i < 3; i++) {
      assertThat(ask(client)).isInstanceOf(Answer.Scores.class);
    }

    // Then
    assertThat(proxy.connections()).isEqualTo(1);
    assertThat(asked)
        .allSatisfy(
            request -> {
              assertThat(request.header("upgrade")).isEmpty();
              assertThat(request.header("authorization")).contains("Bearer s3cret");
              assertThat(request.header("content-type")).contains("application/json");
            });
  }

  @Test
  void idleConnectionsAreDroppedBeforeTheServerDropsThem() {
    client(SHORT);

    // The server does it after five seconds; ours must be before that.
    assertThat(Integer.getInteger("jdk.httpclient.keepalive.timeout")).isLessThan(5);
  }

  private Answer ask(ModelClient client) throws InterruptedException {
    return client.ask(proxy.in(url), List.of(Payments.payment(1)));
  }

  private static Answer timeOut() {
    return new Answer.Failed("HttpTimeoutException: no whole answer within 1000 ms", true);
  }

  private static ModelClient client(Duration timeout) {
    return new ModelClient(
        new HttpExchange(timeout, ModelClient.LONGEST_ANSWER, Redirect.NEVER, new StopSignal()),
        Features.ALL,
        Optional.of("s3cret"));
  }
}
