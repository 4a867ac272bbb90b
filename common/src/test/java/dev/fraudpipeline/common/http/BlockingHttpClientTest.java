package dev.fraudpipeline.common.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server does, a request ends in time, and is sent once. */
@Timeout(120)
final class BlockingHttpClientTest {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(60);

  /** For what never comes. */
  private static final Duration IMPATIENCE = Duration.ofMillis(500);

  private static final int LIMIT = 1_000;
  private static final Map<String, String> NO_HEADERS = Map.of();
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private final StopSignal stop = new StopSignal();

  @Test
  void theServerSeesWhatItNeedsAndNoMore() throws Exception {
    try (RawServer server = RawServer.saying(HELLO)) {
      BlockingHttpClient http = patient();

      http.get(server.url("/rows?n=2"), Map.of("Accept", "application/json"));
      http.post(
          server.url("/invocations"), Map.of("Content-Type", "application/json"), new byte[] {});

      assertThat(server.requests())
          .containsExactly(
              "GET /rows?n=2 HTTP/1.1\r\n"
                  + "Accept: application/json\r\n"
                  + "Host: 127.0.0.1:"
                  + server.port()
                  + "\r\nConnection: keep-alive\r\nUser-Agent: fraud-pipeline\r\n\r\n",
              "POST /invocations HTTP/1.1\r\n"
                  + "Content-Type: application/json\r\n"
                  + "Host: 127.0.0.1:"
                  + server.port()
                  + "\r\nContent-Length: 0\r\nConnection: keep-alive\r\nUser-Agent: fraud-pipeline\r\n\r\n");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aBodyIsSentAndTheAnswerComesWithItsHeaders() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, connection) -> {
              byte[] body = connection.getInputStream().readNBytes(4);
              RawServer.say(
                  connection,
                  "HTTP/1.1 503 No\r\nRETRY-AFTER: 7\r\nContent-Length: 4\r\n\r\n"
                      + new String(body, ISO_8859_1));
            })) {
      HttpReply reply = patient().post(server.url("/"), NO_HEADERS, "ping".getBytes(UTF_8));

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("Retry-After")).contains("7");
      assertThat(reply.header("Location")).isEmpty();
      assertThat(reply.body().bytes()).isEqualTo("ping".getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 500\r\n\r\nhello"
      })
  void anAnswerThatStallsEndsWithTheTimeOut(String beginning) throws Exception {
    try (RawServer server = RawServer.saying(beginning)) {
      assertTimesOut(() -> impatient().get(server.url("/"), NO_HEADERS));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anAnswerThatNeverEndsEndsWithTheTimeOut() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, connection) -> {
              RawServer.say(
                  connection,
                  "HTTP/1.1 302 F\r\nLocation: /on\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                RawServer.say(connection, "5\r\nand o\r\n");
              }
            })) {
      assertTimesOut(() -> impatient().get(server.url("/"), NO_HEADERS));
    }
  }

  @Test
  void aServerThatReadsNothingEndsWithTheTimeOut() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/");

      assertTimesOut(() -> impatient().post(url, NO_HEADERS, new byte[64 << 20]));
    }
  }

  @Test
  void aHandshakeThatStallsEndsWithTheTimeOut() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("https://127.0.0.1:" + mute.getLocalPort() + "/");

      assertTimesOut(() -> impatient().get(url, NO_HEADERS));
    }
  }

  @Test
  void aConnectionThatNobodyTakesEndsWithTheTimeOutAtWhicheverAddress() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> waiting = fill(full);
      URI url = URI.create("http://api.example.com:" + full.getLocalPort() + "/");
      InetAddress address = InetAddress.getLoopbackAddress();

      assertTimesOut(
          () -> impatient(host -> new InetAddress[] {address, address}).get(url, NO_HEADERS));

      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  /** Until the system answers nobody any more who would like to be connected. */
  private static List<Socket> fill(ServerSocket server) throws IOException {
    List<Socket> waiting = new ArrayList<>();
    while (true) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 500);
      } catch (IOException e) {
        return waiting;
      }
    }
  }

  @Test
  void aNameThatIsLookedUpForEverEndsWithTheTimeOut() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    BlockingHttpClient http = impatient(host -> await(never));

    assertTimesOut(() -> http.get(URI.create("http://api.example.com/"), NO_HEADERS));
    never.countDown();
  }

  @Test
  void aNameThatIsLookedUpForEverIsLeftBehindByAnInterrupt() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    BlockingHttpClient http =
        http(
            DEFINITELY_TOO_SLOW,
            host -> {
              begun.countDown();
              return await(never);
            });
    FutureTask<HttpReply> asking =
        new FutureTask<>(() -> http.get(URI.create("http://api.example.com/"), NO_HEADERS));
    Thread asker = start(asking);
    begun.await();

    asker.interrupt();

    assertThatThrownBy(asking::get).hasCauseInstanceOf(InterruptedException.class);
    never.countDown();
  }

  private static InetAddress[] await(CountDownLatch latch) throws UnknownHostException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UnknownHostException("nobody");
  }

  @Test
  void anInterruptEndsTheWaitForAnAnswer() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (RawServer server = RawServer.start((request, connection) -> asked.countDown())) {
      FutureTask<HttpReply> asking = asking(patient(), server);
      Thread asker = start(asking);
      asked.await();

      asker.interrupt();

      assertThatThrownBy(asking::get).hasCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void onceTheDaemonIsToStopAnAnswerOnItsWayIsTakenAndAnotherGivenUp() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    try (RawServer server =
        RawServer.start(
            (request, connection) -> {
              stop.raise();
              stopped.countDown();
              if (request.startsWith("GET /late")) {
                RawServer.say(connection, HELLO);
              }
            })) {
      BlockingHttpClient http = patient();

      assertThat(http.get(server.url("/late"), NO_HEADERS).status()).isEqualTo(200);
      assertThatThrownBy(() -> http.get(server.url("/never"), NO_HEADERS))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("given up: the daemon stops");
    }
  }

  @Test
  void aBodyBeyondTheLimitIsCutOffAndItsEndNotWaitedFor() throws Exception {
    String longBody = "x".repeat(LIMIT + 1);
    try (RawServer known =
            RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n" + longBody);
        RawServer unknown = RawServer.saying("HTTP/1.1 200 OK\r\n\r\n" + longBody);
        RawServer chunked =
            RawServer.saying(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n" + longBody)) {
      for (RawServer server : List.of(known, unknown, chunked)) {
        BlockingHttpClient http = patient();
        for (int i = 0; i < 2; i++) {
          LimitedBody body = http.get(server.url("/"), NO_HEADERS).body();

          assertThat(body.truncated()).isTrue();
          assertThat(body.bytes()).hasSize(LIMIT);
        }
        assertThat(server.connections()).as("given up").isEqualTo(2);
      }
    }
  }

  @Test
  void aBodyAtTheLimitIsWhole() throws Exception {
    try (RawServer server =
        RawServer.saying(
            "HTTP/1.1 200 OK\r\nContent-Length: " + LIMIT + "\r\n\r\n" + "x".repeat(LIMIT))) {
      BlockingHttpClient http = patient();
      for (int i = 0; i < 2; i++) {
        LimitedBody body = http.get(server.url("/"), NO_HEADERS).body();

        assertThat(body.truncated()).isFalse();
        assertThat(body.bytes()).hasSize(LIMIT);
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|EOFException: the connection ended without an answer",
        "SSH-2.0-SECRET^|ProtocolException: what came is not HTTP/1.1, or was cut",
        "HTTP/1.1 SECRET OK^^|ProtocolException: what came is not HTTP/1.1, or was cut",
        "HTTP/1.1 200 OK^SECRET|ProtocolException: what came is not HTTP/1.1, or was cut",
        "HTTP/1.1 200 OK^Content-Length: SECRET^^"
            + "|ProtocolException: what came is not HTTP/1.1, or was cut",
        "HTTP/1.1 200 OK^Content-Length: 50^^SECRET"
            + "|EOFException: the connection ended amid the answer",
        "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^6^SECRET^"
            + "|EOFException: the connection ended amid the answer",
        "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^SECRET^"
            + "|ProtocolException: what came is not HTTP/1.1, or was cut",
        "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^5^helloSECRET^"
            + "|ProtocolException: what came is not HTTP/1.1, or was cut",
        "HTTP/1.1 200 OK^LONG|ProtocolException: the answer's head is too long",
      })
  void whatIsCutOrIsNoAnswerIsToldWithoutAWordOfIt(String answer, String told) throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, connection) -> {
              RawServer.say(
                  connection, answer.replace("^", "\r\n").replace("LONG", "SECRET".repeat(20_000)));
              connection.shutdownOutput();
            })) {
      assertThat(
              LogText.cause(catchThrowable(() -> patient().get(server.url("/hook"), NO_HEADERS))))
          .isEqualTo(told);
      assertThat(server.requests()).as("not repeated").hasSize(1);
    }
  }

  @Test
  void aServerThatIsNotThereIsToldWithoutItsAddress() throws Exception {
    RawServer server = RawServer.saying(HELLO);
    server.close();

    assertThatThrownBy(() -> patient().get(server.url("/hook"), NO_HEADERS))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage("the connection is refused")
        .hasNoCause();
    assertThatThrownBy(
            () -> patient().get(URI.create("http://no-such-host.invalid/hook"), NO_HEADERS))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no-such-host.invalid")
        .hasMessageNotContaining("hook");
  }

  @Test
  void aRequestGoesOnWhereItIsSentWithItsHeaders() throws Exception {
    try (RawServer last = RawServer.saying(HELLO);
        RawServer first =
            RawServer.start(
                (request, connection) ->
                    RawServer.say(
                        connection,
                        request.startsWith("GET /here")
                            ? redirection("there")
                            : redirection("http://localhost:" + last.port() + "/rows")))) {
      HttpReply reply = patient().get(first.url("/here"), Map.of("Accept", "application/json"));

      assertThat(reply.body().bytes()).isEqualTo("hello".getBytes(UTF_8));
      assertThat(first.requests()).hasSize(2);
      assertThat(last.requests()).hasSize(1);
      assertThat(last.requests().get(0))
          .startsWith("GET /rows HTTP/1.1\r\nAccept: application/json\r\nHost: localhost:");
    }
  }

  @Test
  void aRedirectionInCirclesIsTheAnswerAfterAWhile() throws Exception {
    try (RawServer server = RawServer.saying(redirection("/again"))) {
      assertThat(patient().get(server.url("/"), NO_HEADERS).status()).isEqualTo(302);

      assertThat(server.requests()).hasSize(RedirectPolicy.MOST + 1);
    }
  }

  @Test
  void whereItIsNotAskedForNoRedirectionIsFollowed() throws Exception {
    try (RawServer server = RawServer.saying(redirection("/again"))) {
      BlockingHttpClient http =
          new BlockingHttpClient(new HttpClientConfig(DEFINITELY_TOO_SLOW, LIMIT));

      assertThat(http.get(server.url("/"), NO_HEADERS).status()).isEqualTo(302);
      assertThat(http.post(server.url("/"), NO_HEADERS, new byte[0]).status()).isEqualTo(302);

      assertThat(server.requests()).hasSize(2);
    }
  }

  private static String redirection(String to) {
    return "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void aConnectionThatTheServerHasClosedMeanwhileIsNotUsed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
        RawServer.start(
            (request, connection) -> {
              RawServer.say(connection, HELLO);
              if (request.startsWith("GET /first")) {
                connection.close();
                closed.countDown();
              }
            })) {
      BlockingHttpClient http = patient();
      http.get(server.url("/first"), NO_HEADERS);
      closed.await();

      assertThat(http.get(server.url("/second"), NO_HEADERS).status()).isEqualTo(200);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void aConnectionOnWhichMoreWasSaidThanAskedForIsNotUsed() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, connection) ->
                RawServer.say(
                    connection,
                    request.startsWith("GET /first")
                        ? HELLO + "HTTP/1.1 408 Timeout\r\nContent-Length: 0\r\n\r\n"
                        : HELLO))) {
      BlockingHttpClient http = patient();
      http.get(server.url("/first"), NO_HEADERS);

      assertThat(http.get(server.url("/second"), NO_HEADERS).status()).isEqualTo(200);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void aRequestThatTheServerMayHaveHeardIsNotSentAgain() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, connection) -> {
              if (request.startsWith("GET /first")) {
                RawServer.say(connection, HELLO);
              } else {
                connection.close();
              }
            })) {
      BlockingHttpClient http = patient();
      http.get(server.url("/first"), NO_HEADERS);

      assertThatThrownBy(() -> http.get(server.url("/second"), NO_HEADERS))
          .isInstanceOf(IOException.class);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void theJvmsProxyIsAsked() throws Exception {
    try (RawServer proxy =
        RawServer.start(
            (request, connection) ->
                RawServer.say(
                    connection,
                    request.startsWith("CONNECT ")
                        ? "HTTP/1.1 407 Log in\r\nContent-Length: 0\r\n\r\n"
                        : HELLO))) {
      Map<String, String> properties =
          Map.of(
              "http.proxyHost",
              "127.0.0.1",
              "http.proxyPort",
              Integer.toString(proxy.port()),
              "https.proxyHost",
              "127.0.0.1",
              "https.proxyPort",
              Integer.toString(proxy.port()));
      properties.forEach(System::setProperty);
      try {
        BlockingHttpClient http = patient();

        HttpReply plain = http.get(URI.create("http://api.invalid/rows"), NO_HEADERS);
        HttpReply secure = http.get(URI.create("https://api.invalid/rows"), NO_HEADERS);

        assertThat(plain.status()).isEqualTo(200);
        assertThat(secure.status()).isEqualTo(407);
        assertThat(proxy.requests()).hasSize(2);
        assertThat(proxy.requests().get(0)).startsWith("GET http://api.invalid/rows HTTP/1.1\r\n");
        assertThat(proxy.requests().get(1)).startsWith("CONNECT api.invalid:443 HTTP/1.1\r\n");
      } finally {
        properties.keySet().forEach(System::clearProperty);
      }
    }
  }

  private static void assertTimesOut(Callable<HttpReply> asking) {
    assertThatThrownBy(asking::call)
        .isInstanceOf(HttpTimeoutException.class)
        .hasMessage("no whole answer within 500 ms");
  }

  private static FutureTask<HttpReply> asking(BlockingHttpClient http, RawServer server) {
    return new FutureTask<>(() -> http.get(server.url("/"), NO_HEADERS));
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "asking");
    thread.start();
    return thread;
  }

  private BlockingHttpClient patient() {
    return new BlockingHttpClient(
        new HttpClientConfig(DEFINITELY_TOO_SLOW, LIMIT).followingRedirects(), stop);
  }

  private BlockingHttpClient impatient() {
    return new BlockingHttpClient(
        new HttpClientConfig(IMPATIENCE, LIMIT).followingRedirects(), stop);
  }

  private BlockingHttpClient impatient(Names names) {
    return http(IMPATIENCE, names);
  }

  private BlockingHttpClient http(Duration timeout, Names names) {
    HttpClientConfig terms = new HttpClientConfig(timeout, LIMIT);
    return new BlockingHttpClient(terms, stop, HttpClientFactory.of(terms, names));
  }

  /** A look-up of names. */
  @FunctionalInterface
  private interface Names extends DnsResolver {
    @Override
    default String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
