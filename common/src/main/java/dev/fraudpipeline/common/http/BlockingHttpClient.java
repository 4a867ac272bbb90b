package dev.fraudpipeline.common.http;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
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
  /** The time that an answer on its way may still take once the daemon is to stop. */
  private static final Duration LAST_ANSWER = Duration.ofSeconds(4);

  /** The time between two looks for connections that were idle for too long. */
  private static final long CLEANING_MS = 500;

  private final Duration timeout;
  private final long limit;
  private final StopSignal stop;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor cutter;

  /**
   * With a signal that is never raised: its requests end by an answer, a time-out or an interrupt.
   */
  public BlockingHttpClient(HttpClientConfig config) {
    this(config, new StopSignal());
  }

  /** Opens no connection yet. */
  public BlockingHttpClient(HttpClientConfig config, StopSignal stop) {
    this(config, stop, HttpClientFactory.of(config, SystemDefaultDnsResolver.INSTANCE));
  }

  BlockingHttpClient(HttpClientConfig config, StopSignal stop, HttpClientFactory factory) {
    this.timeout = config.timeout();
    this.limit = config.limit();
    this.stop = stop;
    this.client = factory.client();
    this.cutter = new ScheduledThreadPoolExecutor(1, BlockingHttpClient::cutterThread);
    cutter.setRemoveOnCancelPolicy(true);
    var unused =
        cutter.scheduleWithFixedDelay(
            factory::closeExpired, CLEANING_MS, CLEANING_MS, TimeUnit.MILLISECONDS);
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
    InterruptibleRequest interruptible = InterruptibleRequest.begin(request);
    ScheduledFuture<?> timingOut = cutLater(interruptible, this::timedOut, timeout);
    StopSignal.Subscription stopping =
        stop.onRaise(
            () -> {
              var unused = cutLater(interruptible, BlockingHttpClient::givenUp, LAST_ANSWER);
            });
    try {
      return ask(request);
    } catch (IOException | IllegalStateException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while an answer was awaited");
      }
      throw told(interruptible, e);
    } finally {
      interruptible.end();
      stopping.close();
      timingOut.cancel(false);
    }
  }

  private ScheduledFuture<?> cutLater(
      InterruptibleRequest interruptible, Supplier<IOException> why, Duration after) {
    return cutter.schedule(
        () -> interruptible.cut(why.get()), after.toMillis(), TimeUnit.MILLISECONDS);
  }

  private IOException timedOut() {
    return new HttpTimeoutException("no whole answer within " + timeout.toMillis() + " ms");
  }

  private static IOException givenUp() {
    return new IOException("given up: the daemon stops");
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

  /**
   * A failed request as the JDK's own exceptions, of which operators and callers know what they
   * mean. The library's repeat addresses, and pieces of what came.
   */
  private static IOException told(InterruptibleRequest interruptible, Exception failure) {
    if (interruptible.whyCut().isPresent()) {
      return interruptible.whyCut().get();
    }
    if (failure instanceof ConnectTimeoutException) {
      return new ConnectException("no answer to the connection");
    }
    if (failure instanceof HttpHostConnectException) {
      return new ConnectException("the connection is refused");
    }
    if (failure instanceof NoHttpResponseException) {
      return new EOFException("the connection ended without an answer");
    }
    if (failure instanceof ConnectionClosedException) {
      return new EOFException("the connection ended amid the answer");
    }
    if (failure instanceof MessageConstraintException) {
      return new ProtocolException("the answer's head is too long");
    }
    if (failure instanceof ClientProtocolException
        || failure instanceof MalformedChunkCodingException) {
      return new ProtocolException("what came is not HTTP/1.1, or was cut");
    }
    if (failure instanceof IOException broken) {
      return broken;
    }
    // Of the library where a request is cut off between two steps: of nobody where it was not.
    throw (IllegalStateException) failure;
  }
}
