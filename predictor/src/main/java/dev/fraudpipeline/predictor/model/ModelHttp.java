package dev.fraudpipeline.predictor.model;

import dev.fraudpipeline.common.http.LimitedBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * One request to a model and its whole answer, over HTTP/1.1, within one time-out and on the
 * caller's thread. Lives as long as the process. Thread-safe.
 *
 * <p>It blocks, on purpose. Requests are out for {@code MODEL_CONCURRENCY} workers, each of which
 * has nothing else to do until its answer is there: an asynchronous client adds threads that pass
 * on a body of 200 KB in small pieces, and so takes three times as much of the processor. What a
 * blocked thread cannot do is left to others: one thread cuts off what takes too long, at whatever
 * point that is, and an interrupt closes the connection that the thread waits at. Only the look-up
 * of a host's name cannot be cut short; its own time-outs bound it.
 */
public final class ModelHttp {
  /** Far beyond any answer of 10,000 rows; MLflow's errors repeat the request, without a bound. */
  static final int LONGEST_ANSWER = 8 << 20;

  /** An MLflow server closes a connection after five idle seconds, without a word. */
  static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(4);

  /** How often connections are closed that were idle for so long. */
  private static final long CLEANING_MS = 500;

  private static final ContentType JSON = ContentType.create("application/json");

  /** Of an answer's head: far beyond what servers and proxies send. */
  private static final Http1Config HEAD_LIMITS =
      Http1Config.custom().setMaxLineLength(64 << 10).setMaxHeaderCount(500).build();

  private final Duration timeout;
  private final Optional<String> token;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor cutter;

  /**
   * An answer.
   *
   * @param body up to the limit
   */
  record Reply(int status, LimitedBody body) {}

  /**
   * Opens no connection yet.
   *
   * @param timeout from the request to the last byte of the answer, connecting included
   * @param token sent as a bearer token
   */
  public ModelHttp(Duration timeout, Optional<String> token) {
    this.timeout = timeout;
    this.token = token;
    PoolingHttpClientConnectionManager connections = connections();
    this.client =
        HttpClients.custom()
            .useSystemProperties()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionKeepAlive(KEEP_ALIVE)
                    .setResponseTimeout(Timeout.DISABLED)
                    // An offer of another protocol makes some servers lose the request's body.
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .build();
    this.cutter = new ScheduledThreadPoolExecutor(1, ModelHttp::cutterThread);
    cutter.setRemoveOnCancelPolicy(true);
    var unused =
        cutter.scheduleWithFixedDelay(
            connections::closeExpired, CLEANING_MS, CLEANING_MS, TimeUnit.MILLISECONDS);
  }

  private static Thread cutterThread(Runnable work) {
    Thread thread = new Thread(work, "model-timeouts");
    thread.setDaemon(true);
    return thread;
  }

  /** As many as there are threads that ask; every time-out is the cutter's. */
  private static PoolingHttpClientConnectionManager connections() {
    var operator =
        new DefaultHttpClientConnectionOperator(
            // The socket of a channel, since another one's wait does not end by an interrupt.
            proxy -> SocketChannel.open().socket(),
            null,
            null,
            RegistryBuilder.<TlsSocketStrategy>create()
                .register(URIScheme.HTTPS.id, DefaultClientTlsStrategy.createSystemDefault())
                .build());
    var connections =
        new PoolingHttpClientConnectionManager(
            operator,
            PoolConcurrencyPolicy.LAX,
            PoolReusePolicy.LIFO,
            TimeValue.NEG_ONE_MILLISECOND,
            ManagedHttpClientConnectionFactory.builder().http1Config(HEAD_LIMITS).build());
    connections.setDefaultMaxPerRoute(Integer.MAX_VALUE);
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(Timeout.DISABLED).build());
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(Timeout.DISABLED)
            .setSocketTimeout(Timeout.DISABLED)
            .build());
    return connections;
  }

  /**
   * Sends JSON and waits for the whole answer: one attempt.
   *
   * @throws HttpTimeoutException where it takes too long; the server may go on working on it
   * @throws IOException where the connection is refused or breaks
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  Reply post(URI url, byte[] json) throws IOException, InterruptedException {
    HttpPost post = new HttpPost(url);
    post.setEntity(new ByteArrayEntity(json, JSON));
    token.ifPresent(t -> post.setHeader("Authorization", "Bearer " + t));
    ScheduledFuture<?> cut =
        cutter.schedule(post::abort, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try (ClassicHttpResponse response = client.executeOpen(null, post, null)) {
      return new Reply(response.getCode(), read(response.getEntity()));
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while the model was asked");
      }
      if (post.isAborted()) {
        throw new HttpTimeoutException("no whole answer within " + timeout.toMillis() + " ms");
      }
      if (e instanceof ClientProtocolException) {
        // Its own message repeats what came, which may be the request.
        throw new ProtocolException("the answer is not HTTP/1.1");
      }
      throw e;
    } finally {
      cut.cancel(false);
    }
  }

  /** Reads to the end, after which the connection is used again, or to the limit. */
  private static LimitedBody read(HttpEntity entity) throws IOException {
    if (entity == null) {
      return new LimitedBody(new byte[0], false);
    }
    InputStream body = entity.getContent();
    byte[] bytes = body.readNBytes(LONGEST_ANSWER);
    return new LimitedBody(bytes, bytes.length == LONGEST_ANSWER && body.read() >= 0);
  }
}
