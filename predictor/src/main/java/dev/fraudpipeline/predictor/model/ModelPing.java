package dev.fraudpipeline.predictor.model;

import dev.fraudpipeline.common.http.BlockingHttpClient;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.monitoring.LivenessProbe;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks whether anybody answers at any endpoint, while there are no payments that would show it:
 * MLflow's {@code GET /ping}, which costs it nothing. What the model says to payments is not asked.
 */
public final class ModelPing implements LivenessProbe {
  /** Of an answer; it is thrown away. */
  public static final long LONGEST_ANSWER = 64 << 10;

  /** An answer to payments within this time says more than a ping. */
  private static final Duration RECENT = Duration.ofSeconds(10);

  private static final String INVOCATIONS = "/invocations";

  private final List<URI> endpoints;
  private final BlockingHttpClient http;
  private final Map<String, String> headers;
  private final ModelMetrics metrics;

  /**
   * @param token sent as a bearer token
   */
  public ModelPing(
      List<URI> endpoints, BlockingHttpClient http, Optional<String> token, ModelMetrics metrics) {
    this.endpoints = List.copyOf(endpoints);
    this.http = http;
    this.headers = token.map(t -> Map.of("Authorization", "Bearer " + t)).orElse(Map.of());
    this.metrics = metrics;
  }

  @Override
  public Optional<String> missing() throws InterruptedException {
    Optional<String> missing = Optional.empty();
    if (metrics.sinceAnswer().compareTo(RECENT) > 0) {
      for (URI endpoint : endpoints) {
        missing = missing(endpoint);
        if (missing.isEmpty()) {
          break;
        }
      }
    }
    return missing;
  }

  private Optional<String> missing(URI endpoint) throws InterruptedException {
    try {
      int status = http.get(ping(endpoint), headers).status();
      // Any other status is said by somebody: there are servers that know no /ping.
      return status >= 502 && status <= 504 ? Optional.of("status " + status) : Optional.empty();
    } catch (IOException e) {
      return Optional.of(LogText.cause(e));
    }
  }

  private static URI ping(URI endpoint) {
    String path = endpoint.getRawPath();
    return path.endsWith(INVOCATIONS)
        ? endpoint.resolve(path.substring(0, path.length() - INVOCATIONS.length()) + "/ping")
        : endpoint;
  }

  @Override
  public void close() {
    // Holds nothing that outlives a request.
  }
}
