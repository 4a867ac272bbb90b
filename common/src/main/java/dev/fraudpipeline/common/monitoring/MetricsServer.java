package dev.fraudpipeline.common.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.log.LogText;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves {@code /metrics} in Prometheus's formats, {@code /health/live} and {@code /health/ready}.
 *
 * <p>{@code live} is 200 while the daemon's loops go on: a missing dependency is no reason to
 * restart a daemon. {@code ready} is 200, or 503 where a dependency is missing. Both say in JSON
 * what they mean: see {@link HealthReport}. Thread-safe.
 */
public final class MetricsServer implements AutoCloseable {
  private static final int THREADS = 2;

  /** As the JDK's server wants it said. */
  private static final int NO_BODY = -1;

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
   * @throws InvalidConfigException where the address cannot be listened on: it is taken, or not
   *     this machine's
   */
  public static MetricsServer start(
      MetricsOptions where, PrometheusRegistry registry, Health health) {
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
    server.createContext("/metrics", only("/metrics", new MetricsHandler(registry)));
    server.createContext(
        "/health/live",
        only("/health/live", exchange -> answer(exchange, HealthReport.live(health.dead()))));
    server.createContext(
        "/health/ready",
        only(
            "/health/ready",
            exchange -> answer(exchange, HealthReport.ready(health.dependencies()))));
    server.start();
    return new MetricsServer(server, threads);
  }

  private static InvalidConfigException unusable(MetricsOptions where, String why) {
    return new InvalidConfigException(
        List.of(
            "METRICS_HOST and METRICS_PORT must be a free address of this machine, but "
                + where.host()
                + ":"
                + where.port()
                + " cannot be listened on: "
                + why));
  }

  /** A context takes every path that begins like its own: this takes its own alone, to be read. */
  private static HttpHandler only(String path, HttpHandler handler) {
    return exchange -> {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals(path)) {
        refuse(exchange, 404);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        refuse(exchange, 405);
      } else {
        handler.handle(exchange);
      }
    };
  }

  private static void refuse(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, NO_BODY);
    }
  }

  private static void answer(HttpExchange exchange, HealthReport report) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(
          report.good() ? 200 : 503, head ? NO_BODY : report.json().length);
      if (!head) {
        exchange.getResponseBody().write(report.json());
      }
    }
  }

  /** Where is listened. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Stops at once; what is being answered is cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
