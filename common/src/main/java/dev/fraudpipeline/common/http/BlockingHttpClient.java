package dev.fraudpipeline.common.http;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * One request and its whole answer, over HTTP/1.1, within one time-out and on the caller's thread.
 * One attempt: a request that may have reached the server is not sent again. Lives as long as the
 * process. Thread-safe.
 *
 * <p>It blocks, on purpose. Whoever asks has nothing else to do until the answer is there: an
 * asynchronous client adds threads that pass on large bodies in small pieces, and so takes three
 * times as much of the processor. What a blocked thread cannot do is left to others: one thread
 * cuts off what takes too long, at whatever point that is, and an interrupt closes the connection
 * that the caller waits at.
 *
 * <p>The proxies and the trust in authorities are those of the JVM's system properties. No message
 * of an exception repeats anything of a URL or of an answer, but for the name of a host that is not
 * known.
 */
public final class BlockingHttpClient {
  /** How long an answer that is on its way may still take once the daemon is to stop. */
  private static final Duration LAST_ANSWER = Duration.ofSeconds(4);

  /** How often connections are closed that were idle for too long. */
  private static final long CLEANING_MS = 500;

  private final Duration timeout;
  private final long limit;
  private final StopSignal stop;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor cutter;

  /**
   * With a signal that is never raised: its requests end by an answer, a time-out or an interrupt.
   */
  public BlockingHttpClient(HttpClientConfig terms) {
    this(terms, new StopSignal());
  }

  /** Opens no connection yet. */
  public BlockingHttpClient(HttpClientConfig terms, StopSignal stop) {
    this(terms, stop, HttpClientFactory.of(terms, SystemDefaultDnsResolver.INSTANCE));
  }

  BlockingHttpClient(HttpClientConfig terms, StopSignal stop, HttpClientFactory connections) {
    this.timeout = terms.timeout();
    this.limit = terms.limit();
    this.stop = stop;
    this.client = connections.client();
    this.cutter = new ScheduledThreadPoolExecutor(1, BlockingHttpClient::cutterThread);
    cutter.setRemoveOnCancelPolicy(true);
    var unused =
        cutter.scheduleWithFixedDelay(
            connections::closeExpired, CLEANING_MS, CLEANING_MS, TimeUnit.MILLISECONDS);
  }

  private static Thread cutterThread(Runnable work) {
    Thread thread = new Thread(work, "http-timeouts");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Asks, and waits for the whole answer.
   *
   * @throws HttpTimeoutException where it takes too long
   * @throws IOException where the connection is refused or breaks, what comes is not HTTP, or the
   *     daemon is to stop and no answer came within four more seconds
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  public HttpReply get(URI url, Map<String, String> headers)
      throws IOException, InterruptedException {
    return send(new HttpGet(url), headers);
  }

  /**
   * Sends a body, and waits for the whole answer.
   *
   * @param headers the body's Content-Type among them
   * @param body not changed meanwhile
   * @throws HttpTimeoutException where it takes too long; the server may go on working on it
   * @throws IOException as for {@link #get}
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  public HttpReply post(URI url, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    HttpPost request = new HttpPost(url);
    request.setEntity(new ByteArrayEntity(body, null));
    return send(request, headers);
  }

  private HttpReply send(HttpUriRequestBase request, Map<String, String> headers)
      throws IOException, InterruptedException {
    headers.forEach(request::setHeader);
    InterruptibleRequest call = InterruptibleRequest.begin(request);
    ScheduledFuture<?> timingOut = cutLater(call, InterruptibleRequest.Cut.TIMED_OUT, timeout);
    StopSignal.Subscription stopping =
        stop.onRaise(
            () -> {
              var unused = cutLater(call, InterruptibleRequest.Cut.DAEMON_STOPS, LAST_ANSWER);
            });
    try {
      return ask(request);
    } catch (IOException | IllegalStateException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while an answer was awaited");
      }
      throw told(call, e);
    } finally {
      call.end();
      stopping.close();
      timingOut.cancel(false);
    }
  }

  private ScheduledFuture<?> cutLater(
      InterruptibleRequest call, InterruptibleRequest.Cut why, Duration after) {
    return cutter.schedule(() -> call.cut(why), after.toMillis(), TimeUnit.MILLISECONDS);
  }

  private HttpReply ask(HttpUriRequestBase request) throws IOException {
    boolean whole = false;
    try {
      // Not closed: that would read what is left, however much. It is read, or the request aborted.
      ClassicHttpResponse response = client.executeOpen(null, request, null);
      HttpEntity entity = response.getEntity();
      LimitedBody body =
          entity == null
              ? LimitedBody.NONE
              : LimitedBody.read(entity.getContent(), entity.getContentLength(), limit);
      whole = !body.truncated();
      return new HttpReply(response, body);
    } finally {
      if (!whole) {
        request.abort();
      }
    }
  }

  private IOException told(InterruptibleRequest call, Exception failure) {
    InterruptibleRequest.Cut cut = call.whyCut().orElse(null);
    if (cut == InterruptibleRequest.Cut.TIMED_OUT) {
      return new HttpTimeoutException("no whole answer within " + timeout.toMillis() + " ms");
    }
    if (cut == InterruptibleRequest.Cut.DAEMON_STOPS) {
      return new IOException("given up: the daemon stops");
    }
    if (failure instanceof IOException broken) {
      return HttpFailure.of(broken);
    }
    // Of the library where a request is cut off between two steps: of nobody where it was not.
    throw (IllegalStateException) failure;
  }
}
