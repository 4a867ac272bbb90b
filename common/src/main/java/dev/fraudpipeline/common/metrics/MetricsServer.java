package dev.fraudpipeline.common.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.settings.InvalidSettingsException;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Serves {@code /metrics} in Prometheus's formats, {@code /health/live} and {@code /health/ready}.
 *
 * <p>A daemon's {@code Main} makes one registry and one {@link Health}, hands both to what counts
 * and to what talks to the outside, and starts the server before its work:
 *
 * <pre>{@code
 * PrometheusRegistry registry = new PrometheusRegistry();
 * Health health = new Health(registry);
 * try (MetricsServer server = MetricsServer.start(where, registry, health)) {
 *   return new Daemon(NAME, stop).run(...);
 * }
 * }</pre>
 *
 * <p>Where no port is set nothing is started and the same objects are counted with all the same.
 * {@code live} is 200 as long as the process answers: a missing dependency is no reason to restart
 * a daemon. {@code ready} is 200, or 503 with a line for each missing dependency. Thread-safe.
 */
public final class MetricsServer implements AutoCloseable {
  private static final int THREADS = 2;

  static {
    // A client that sends or takes nothing gives its thread back after so many seconds. Read by the
    // JDK's server when it is first used.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private MetricsServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts to serve, and adds the JVM's own metrics to the registry.
   *
   * @throws InvalidSettingsException where the address cannot be listened on: it is taken, or not
   *     this machine's
   */
  public static MetricsServer start(
      MetricsSettings where, PrometheusRegistry registry, Health health) {
    InetSocketAddress address = new InetSocketAddress(where.host(), where.port());
    if (address.isUnresolved()) {
      throw unusable(where, "the host is not known");
    }
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw unusable(where, LogText.cause(e));
    }
    JvmMetrics.builder().register(registry);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "metrics");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/metrics", new MetricsHandler(registry));
    server.createContext("/health/live", exchange -> answer(exchange, 200, "live\n"));
    server.createContext("/health/ready", exchange -> ready(exchange, health.missing()));
    server.start();
    return new MetricsServer(server, threads);
  }

  private static InvalidSettingsException unusable(MetricsSettings where, String why) {
    return new InvalidSettingsException(
        List.of(
            "METRICS_HOST and METRICS_PORT must be a free address of this machine, but "
                + where.host()
                + ":"
                + where.port()
                + " cannot be listened on: "
                + why));
  }

  private static void ready(HttpExchange exchange, Map<String, String> missing) throws IOException {
    if (missing.isEmpty()) {
      answer(exchange, 200, "ready\n");
    } else {
      String lines =
          missing.entrySet().stream()
              .map(entry -> entry.getKey() + " is missing: " + entry.getValue() + "\n")
              .collect(Collectors.joining());
      answer(exchange, 503, lines);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      // HEAD has no body, which -1 says.
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Stops at once; what is being answered is cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
