package dev.fraudpipeline.producer.poll;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server does, a call ends in time with a verdict. */
@Timeout(180)
final class PaymentsApiClientTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");
  private static final int MAX_BODY = 1_000;
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(60);

  /** For what never comes. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(1);

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void a200WithItsWholeBodyIsTaken() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true);

    ApiAnswer answer = call();

    assertThat(answer).isInstanceOf(ApiAnswer.Body.class);
    assertThat(((ApiAnswer.Body) answer).body()).isEqualTo("hello".getBytes(UTF_8));
    assertThat(((ApiAnswer.Body) answer).fetchedAtMillis()).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void anEmptyBodyIsTakenAsItIs() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true);

    assertThat(((ApiAnswer.Body) call()).body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"columns\":",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
      })
  void whatStallsIsGivenUpAndWhatIsCutIsNotTaken(String beginning) throws Exception {
    answer(beginning, false);
    assertThat(call(url("http"), IMPATIENCE))
        .isInstanceOfSatisfying(
            ApiAnswer.Failure.class,
            failure -> assertThat(failure.reason()).contains("no whole answer within 1000 ms"));

    listen();
    answer(beginning, true);
    assertThat(failure().retryAfter()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
        "HTTP/1.1 999999 OK\r\n\r\n",
      })
  void garbageIsAFailure(String garbage) throws Exception {
    answer(garbage, true);

    assertThat(failure().reason()).isNotBlank();
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + "x".repeat(1_001), true);

    assertThat(failure().reason()).contains("larger than API_MAX_BODY, 1000 bytes");
  }

  @Test
  void whatTheServerAsksForIsPassedOn() throws Exception {
    answer("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", true);
    assertThat(failure())
        .isEqualTo(new ApiAnswer.Failure(PollOutcome.RATE_LIMITED, "status 429", Optional.empty()));

    listen();
    answer("HTTP/1.1 503 No\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno", true);
    assertThat(failure().retryAfter()).contains(Duration.ofSeconds(7));

    listen();
    answer(
        "HTTP/1.1 503 No\r\nRetry-After: Mon, 23 Nov 2026 10:16:00 GMT\r\n"
            + "Content-Length: 2\r\n\r\nno",
        true);
    assertThat(failure().retryAfter()).contains(Duration.ofSeconds(30));
  }

  @Test
  void aRedirectionWithoutEndIsAFailure() throws Exception {
    answer(
        "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
        true);

    assertThat(failure())
        .isEqualTo(
            new ApiAnswer.Failure(
                PollOutcome.STATUS_OTHER,
                "status 302, which leads in circles, to nowhere, or from https to http",
                Optional.empty()));
  }

  @Test
  void nobodyThereIsAFailure() throws Exception {
    server.close();

    assertThat(failure().reason()).isNotBlank();
  }

  @Test
  void aNameThatNobodyKnowsIsAFailure() throws Exception {
    assertThat(call(URI.create("http://no-such-host.invalid/"), DEFINITELY_TOO_SLOW))
        .isInstanceOf(ApiAnswer.Failure.class);
  }

  @Test
  void tlsWhereThereIsNoneIsAFailure() throws Exception {
    answer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", true);

    assertThat(call(url("https"), DEFINITELY_TOO_SLOW)).isInstanceOf(ApiAnswer.Failure.class);
  }

  /** Gives every connection these bytes once a request has come, and then closes it, or not. */
  private void answer(String bytes, boolean close) {
    ServerSocket listener = server;
    Thread thread = new Thread(() -> serve(listener, bytes.getBytes(ISO_8859_1), close));
    thread.setDaemon(true);
    thread.start();
  }

  private static void serve(ServerSocket listener, byte[] bytes, boolean close) {
    try {
      while (true) {
        Socket connection = listener.accept();
        int unused = connection.getInputStream().read(new byte[4_096]);
        connection.getOutputStream().write(bytes);
        if (close) {
          connection.close();
        }
      }
    } catch (IOException e) {
      // The test is over.
      assertThat(listener.isClosed()).isTrue();
    }
  }

  private ApiAnswer.Failure failure() throws InterruptedException {
    ApiAnswer answer = call();
    assertThat(answer).isInstanceOf(ApiAnswer.Failure.class);
    return (ApiAnswer.Failure) answer;
  }

  private ApiAnswer call() throws InterruptedException {
    return call(url("http"), DEFINITELY_TOO_SLOW);
  }

  private URI url(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/rows");
  }

  private static ApiAnswer call(URI url, Duration patience) throws InterruptedException {
    return new PaymentsApiClient(
            url, patience, MAX_BODY, Clock.fixed(NOW, ZoneOffset.UTC), new StopSignal())
        .call();
  }
}
