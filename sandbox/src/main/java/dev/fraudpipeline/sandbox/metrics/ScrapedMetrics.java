package dev.fraudpipeline.sandbox.metrics;

import dev.fraudpipeline.sandbox.fault.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A daemon's {@code /metrics} and {@code /health}, on 127.0.0.1. Each call asks anew, and throws
 * {@link UncheckedIOException} where nothing answers. Thread-safe.
 */
public final class ScrapedMetrics {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\",?");
  private static final Pattern ROW =
      Pattern.compile("\\| (\\w+) \\| `(\\w+)` \\| (\\w+) \\|([^|]*)\\|.*");
  private static final String BUCKET = "_bucket";

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final Duration timeout;

  /**
   * @param port that the daemon is told as {@code METRICS_PORT}
   */
  public ScrapedMetrics(int port) {
    this(port, TIMEOUT);
  }

  /**
   * @param timeout after which a daemon that does not answer counts as away
   */
  public ScrapedMetrics(int port, Duration timeout) {
    this.port = port;
    this.timeout = timeout;
  }

  /** The port that is asked. */
  public int port() {
    return port;
  }

  /** A port that nobody listens on now. */
  public static int freePort() {
    return FreePorts.free();
  }

  /** Gets what a path answers: HTTP status and body. */
  public HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(timeout)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  /** The reason that {@code /health/ready} gives for each missing dependency, by its name. */
  public Map<String, String> missing() {
    HttpResponse<String> ready = get("/health/ready");
    Map<String, String> missing = new HashMap<>();
    Matcher dependency =
        Pattern.compile(
                "\"name\":\"(\\w+)\",\"up\":false,\"since\":\"[^\"]+\",\"reason\":\"([^\"]*)\"")
            .matcher(ready.body());
    while (dependency.find()) {
      missing.put(dependency.group(1), dependency.group(2));
    }
    if (ready.statusCode() != (missing.isEmpty() ? 200 : 503)) {
      throw new IllegalStateException("status " + ready.statusCode() + " with " + ready.body());
    }
    return missing;
  }

  /**
   * The value of a series.
   *
   * @param series as it is printed: {@code fraud_sink_rejected_total{code="bad_value"}}
   * @throws AssertionError where there is none
   */
  public double value(String series) {
    return Optional.ofNullable(samples().values().get(series))
        .orElseThrow(() -> new AssertionError("no " + series));
  }

  /** Reads what {@code /metrics} says now. */
  public MetricSamples samples() {
    return MetricSamples.parse(get("/metrics").body());
  }

  /**
   * The daemon's own metrics, in alphabetical order: name, type, and names of labels, such as
   * {@code fraud_sink_rejected_total counter code}.
   */
  public List<String> metrics() {
    String text = get("/metrics").body();
    Map<String, TreeSet<String>> labels = new HashMap<>();
    text.lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(
            sample ->
                labels
                    .computeIfAbsent(sample.group(1), n -> new TreeSet<>())
                    .addAll(names(sample.group(2))));
    List<String> metrics = new ArrayList<>();
    text.lines()
        .map(TYPE::matcher)
        .filter(type -> type.matches() && type.group(1).startsWith("fraud_"))
        .forEach(
            type -> {
              String name = type.group(1);
              boolean histogram = type.group(2).equals("histogram");
              TreeSet<String> of =
                  labels.getOrDefault(histogram ? name + BUCKET : name, new TreeSet<>());
              of.remove("le");
              metrics.add((name + " " + type.group(2) + " " + String.join(" ", of)).strip());
            });
    metrics.sort(null);
    return metrics;
  }

  private static List<String> names(String labels) {
    return labels == null
        ? List.of()
        : LABEL.matcher(labels).results().map(label -> label.group(1)).toList();
  }

  /**
   * The same as a document has it, in a table with rows like {@code | sink | `name` | counter |
   * `code` | meaning |}, where {@code all} is every daemon.
   */
  public static List<String> documented(Path document, String daemon) {
    try {
      return Files.readAllLines(document).stream()
          .map(ROW::matcher)
          .filter(row -> row.matches() && List.of("all", daemon).contains(row.group(1)))
          .filter(row -> row.group(2).startsWith("fraud_"))
          .map(
              row ->
                  (row.group(2)
                          + " "
                          + row.group(3)
                          + " "
                          + Pattern.compile("`(\\w+)`")
                              .matcher(row.group(4))
                              .results()
                              .map(label -> label.group(1))
                              .sorted()
                              .collect(Collectors.joining(" ")))
                      .strip())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
