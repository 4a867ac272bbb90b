package dev.fraudpipeline.common.http;

import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The library's client, set up so that nothing of it goes on by itself: it sends a request once,
 * and keeps connections for a while. Thread-safe.
 */
final class HttpClientFactory {
  /** An MLflow server closes a connection after five idle seconds, without a word. */
  private static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(4);

  private final PoolingHttpClientConnectionManager pool;
  private final CloseableHttpClient client;

  private HttpClientFactory(PoolingHttpClientConnectionManager pool, CloseableHttpClient client) {
    this.pool = pool;
    this.client = client;
  }

  /**
   * Opens none yet.
   *
   * @param names looks up hosts, and may take its time
   */
  static HttpClientFactory of(HttpClientConfig config, DnsResolver names) {
    PoolingHttpClientConnectionManager pool = pool(config, names);
    return new HttpClientFactory(pool, client(config, pool));
  }

  CloseableHttpClient client() {
    return client;
  }

  /** Closes what was idle for too long. */
  void closeExpired() {
    pool.closeExpired();
  }

  private static CloseableHttpClient client(
      HttpClientConfig config, PoolingHttpClientConnectionManager pool) {
    HttpClientBuilder builder =
        HttpClients.custom()
            .useSystemProperties()
            .setUserAgent(userAgent())
            .setConnectionManager(pool)
            .setKeepAliveStrategy(HttpClientFactory::keepAlive)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(Timeout.DISABLED)
                    // An offer of another protocol makes some servers lose the request's body.
                    .setProtocolUpgradeEnabled(false)
                    // It ends where they are too many.
                    .setCircularRedirectsAllowed(true)
                    .build())
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            // Or a list of 10,000 domains is read, for cookies.
            .setDefaultCookieSpecRegistry(name -> null)
            .disableAuthCaching();
    if (config.followsRedirects()) {
      builder.setRedirectStrategy(new RedirectPolicy());
    } else {
      builder.disableRedirectHandling();
    }
    return builder.build();
  }

  /** As long as the server says, and never longer than is safe with those that say nothing. */
  private static TimeValue keepAlive(HttpResponse response, HttpContext context) {
    TimeValue said =
        DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
    return TimeValue.isPositive(said) ? said.min(KEEP_ALIVE) : KEEP_ALIVE;
  }

  private static String userAgent() {
    String version = HttpClientFactory.class.getPackage().getImplementationVersion();
    return version == null ? "fraud-pipeline" : "fraud-pipeline/" + version;
  }

  /** As many as there are threads that ask; every time-out is left to who uses them. */
  private static PoolingHttpClientConnectionManager pool(
      HttpClientConfig config, DnsResolver names) {
    // The JVM's own check of names, and no second one by that list of domains.
    TlsSocketStrategy tls =
        new DefaultClientTlsStrategy(
            SSLContexts.createSystemDefault(),
            HostnameVerificationPolicy.BUILTIN,
            NoopHostnameVerifier.INSTANCE);
    var connecting =
        new InterruptibleConnector(
            new InterruptibleDnsResolver(names),
            RegistryBuilder.<TlsSocketStrategy>create().register(URIScheme.HTTPS.id, tls).build());
    var pool =
        new PoolingHttpClientConnectionManager(
            connecting,
            PoolConcurrencyPolicy.LAX,
            PoolReusePolicy.LIFO,
            TimeValue.NEG_ONE_MILLISECOND,
            ReusableConnection::over);
    pool.setDefaultMaxPerRoute(Integer.MAX_VALUE);
    pool.setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(Timeout.DISABLED).build());
    pool.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(Timeout.DISABLED)
            .setSocketTimeout(Timeout.DISABLED)
            .setValidateAfterInactivity(config.trust().toMillis(), TimeUnit.MILLISECONDS)
            .build());
    return pool;
  }
}
