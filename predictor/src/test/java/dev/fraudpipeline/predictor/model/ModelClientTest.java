package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.predictor.CuttingProxy;
import dev.fraudpipeline.predictor.CuttingProxy.Cut;
import dev.fraudpipeline.predictor.Payments;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.http.UvicornResponses;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
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

  private final Queue<ServerRequest> asked = new ConcurrentLinkedQueue<>();
  private final HttpServer server =
      HttpServer.start(
          new HttpServer.Options("model", 0, 1, Duration.ofSeconds(5)),
          (request, reply) -> {
            asked.add(request);
            var unused = reply.send(UvicornResponses.json(200, "{\"predictions\": [1]}"));
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
    assertThat(ask(client)).isInstanceOf(ModelResponse.Scores.class);
    proxy.cut(Cut.NO_ANSWER, 1);

    // When
    ModelResponse answer = ask(client);

    // Then
    assertThat(answer).isInstanceOf(ModelResponse.Scores.class);
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
              var unused = reply.send(UvicornResponses.json(200, "{\"predictions\": [1]}"));
            })) {
      ModelClient client = client(DEFINITELY_TOO_LONG);
      URI endpoint = URI.create(impatient.baseUrl() + "/invocations");
      for (int i = 0; i < 100; i++) {
        // When
        LockSupport.parkNanos(keepAlive.toNanos() + (i - 50) * 50_000L);

        // Then
        assertThat(client.ask(endpoint, List.of(Payments.payment(1))))
            .isInstanceOf(ModelResponse.Scores.class);
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
        .isInstanceOfSatisfying(ModelResponse.Failed.class, a -> assertThat(a.late()).isTrue());
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
    server.inflict(PartFault.HANG);

    assertThat(ask(client(SHORT))).isEqualTo(timeOut());
  }

  @Test
  void aConnectionThatIsRefusedIsTheEndpointsOwn() throws Exception {
    server.inflict(PartFault.AWAY);

    assertThat(client(DEFINITELY_TOO_LONG).ask(url, List.of(Payments.payment(1))))
        .isInstanceOf(ModelResponse.Sick.class);
  }

  @Test
  void connectionsAreUsedAgainAndHttp2IsNotOffered() throws Exception {
    // Given
    ModelClient client = client(DEFINITELY_TOO_LONG);

    // When
    for (int i = 0; i < 3; i++) {
      assertThat(ask(client)).isInstanceOf(ModelResponse.Scores.class);
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
  void anIdleConnectionIsClosedBeforeTheServerWould() throws Exception {
    // Given
    try (ServerSocket patient = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + patient.getLocalPort() + "/invocations");
      Future<ModelResponse> asking = asking(endpoint);
      try (Socket connection = patient.accept()) {
        // When
        connection
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nkeep-alive: timeout=60\r\ncontent-length: 19\r\n\r\n"
                        + "{\"predictions\":[1]}")
                    .getBytes(UTF_8));
        assertThat(asking.get()).isInstanceOf(ModelResponse.Scores.class);

        // Then
        connection.getInputStream().readAllBytes();
      }
    }
  }

  @Test
  void aServerThatGoesDownWithTheRequestInHandMayHaveDiedOfIt() throws Exception {
    // Given
    ServerSocket mortal = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    URI endpoint = URI.create("http://127.0.0.1:" + mortal.getLocalPort() + "/invocations");
    Future<ModelResponse> asking = asking(endpoint);

    // When
    try (Socket connection = mortal.accept()) {
      int unused = connection.getInputStream().read();
      mortal.close();
    }

    // Then
    assertThat(asking.get())
        .isInstanceOfSatisfying(ModelResponse.Failed.class, a -> assertThat(a.late()).isTrue());
  }

  @Test
  void whatIsNotHttpIsNotRepeated() throws Exception {
    // Given
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + other.getLocalPort() + "/invocations");
      Future<ModelResponse> asking = asking(endpoint);

      // When
      for (int i = 0; i < 2; i++) {
        try (Socket connection = other.accept()) {
          connection
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\ncontent-length: card 4000000000000002\r\n\r\n"
                      .getBytes(UTF_8));
          connection.getInputStream().readAllBytes();
        }
      }

      // Then
      assertThat(asking.get())
          .isEqualTo(
              new ModelResponse.Failed(
                  "ProtocolException: what came is not HTTP/1.1, or was cut", true));
    }
  }

  @Test
  void anInterruptEndsTheWaitForAnAnswer() throws Exception {
    // Given
    server.inflict(PartFault.HANG);
    FutureTask<ModelResponse> asking = new FutureTask<>(() -> ask(client(DEFINITELY_TOO_LONG)));
    Thread asker = new Thread(asking, "asking");
    asker.start();
    await().until(() -> proxy.connections() == 1);

    // When
    asker.interrupt();

    // Then
    assertThatThrownBy(() -> asking.get()).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void anAnswerWithoutEndIsReadToALimitAndItsConnectionGivenUp() throws Exception {
    // Given
    byte[] endless = " ".repeat(ModelClient.LONGEST_ANSWER + (1 << 20)).getBytes(UTF_8);
    try (HttpServer talkative =
        HttpServer.start(
            new HttpServer.Options("model", 0, 1, Duration.ofSeconds(5)),
            (request, reply) -> {
              var unused = reply.send(UvicornResponses.answer(200, UvicornResponses.JSON, endless));
            })) {
      URI endpoint = URI.create(talkative.baseUrl() + "/invocations");
      ModelClient client = client(DEFINITELY_TOO_LONG);
      for (int i = 0; i < 2; i++) {
        // When
        ModelResponse answer = client.ask(endpoint, List.of(Payments.payment(1)));

        // Then
        assertThat(answer)
            .isEqualTo(new ModelResponse.Failed("its answer is longer than 8388608 bytes", false));
      }
    }
  }

  private static Future<ModelResponse> asking(URI endpoint) {
    FutureTask<ModelResponse> asking =
        new FutureTask<>(
            () -> client(DEFINITELY_TOO_LONG).ask(endpoint, List.of(Payments.payment(1))));
    new Thread(asking, "asking").start();
    return asking;
  }

  private ModelResponse ask(ModelClient client) throws InterruptedException {
    return client.ask(proxy.in(url), List.of(Payments.payment(1)));
  }

  private static ModelResponse timeOut() {
    return new ModelResponse.Failed("HttpTimeoutException: no whole answer within 1000 ms", true);
  }

  private static ModelClient client(Duration timeout) {
    return new ModelClient(timeout, Optional.of("s3cret"), ModelRequest.ALL);
  }
}
