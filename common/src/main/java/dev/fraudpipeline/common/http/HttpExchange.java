package dev.fraudpipeline.common.http;

import dev.fraudpipeline.common.daemon.StopSignal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request and its whole answer, within one time-out. The JDK's own request time-out ends with
 * the headers: a body that stalls would hold the caller for ever. Thread-safe.
 */
public final class HttpExchange {
  /** How long an answer that is on its way may still take once the daemon is to stop. */
  private static final Duration LAST_ANSWER = Duration.ofSeconds(4);

  private final HttpClient client;
  private final Duration timeout;
  private final long limit;
  private final StopSignal stop;

  /**
   * @param timeout from the request to the last byte of the answer, connecting included
   * @param limit of the answer's body, in bytes
   * @param redirect whether redirects are followed
   */
  public HttpExchange(Duration timeout, long limit, HttpClient.Redirect redirect, StopSignal stop) {
    // An MLflow server closes connections after five idle seconds without a word, and a POST that
    // meets that moment fails. Read by the client's connection pool when it is first used.
    System.setProperty("jdk.httpclient.keepalive.timeout", "4");
    this.client =
        HttpClient.newBuilder()
            // An offer of HTTP/2 makes some servers lose the body of the request.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(redirect)
            .connectTimeout(timeout)
            .build();
    this.timeout = timeout;
    this.limit = limit;
    this.stop = stop;
  }

  /**
   * Sends the request and waits for the whole answer.
   *
   * @throws HttpTimeoutException where it takes too long; the server may go on working on it
   * @throws IOException where the connection is refused or breaks, or where the daemon is to stop
   *     and no answer came within four more seconds
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  public HttpResponse<LimitedBody> send(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<LimitedBody>> answer =
        client.sendAsync(request, LimitedBody.upTo(limit));
    StopSignal.Subscription stopping = stop.onRaise(() -> cancelLater(answer));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no whole answer within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (CancellationException e) {
      throw new IOException("given up: the daemon stops", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    } finally {
      stopping.close();
    }
  }

  private static void cancelLater(CompletableFuture<?> answer) {
    CompletableFuture.delayedExecutor(LAST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> answer.cancel(true));
  }
}
