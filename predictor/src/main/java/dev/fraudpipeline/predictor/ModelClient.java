package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.http.HttpExchange;
import dev.fraudpipeline.common.http.LimitedBody;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.schema.Payment;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks MLflow endpoints for scores. One attempt at each endpoint, beginning with the one that
 * answered last; patience is the caller's. Not thread-safe.
 */
final class ModelClient {
  /** Far beyond any answer of 10,000 rows; MLflow's errors repeat the request, without a bound. */
  private static final long LONGEST_ANSWER = 8 << 20;

  private final HttpExchange http;
  private final List<URI> endpoints;
  private final Features features;
  private final Optional<String> token;
  private int preferred;

  /**
   * @param token sent as a bearer token
   */
  ModelClient(
      List<URI> endpoints,
      Features features,
      Duration timeout,
      Optional<String> token,
      StopSignal stop) {
    this.http = new HttpExchange(timeout, LONGEST_ANSWER, HttpClient.Redirect.NEVER, stop);
    this.endpoints = List.copyOf(endpoints);
    this.features = features;
    this.token = token;
  }

  /**
   * The score of each payment, in order, all finite.
   *
   * @throws ModelFailedException where no endpoint gave all of them
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  double[] score(List<Payment> payments) throws ModelFailedException, InterruptedException {
    byte[] body = features.request(payments);
    StringBuilder reasons = new StringBuilder();
    for (int i = 0; i < endpoints.size(); i++) {
      int endpoint = (preferred + i) % endpoints.size();
      try {
        double[] scores = ask(endpoints.get(endpoint), body, payments.size());
        preferred = endpoint;
        return scores;
      } catch (ModelFailedException e) {
        reasons
            .append(i == 0 ? "" : "; ")
            .append(LogText.url(endpoints.get(endpoint)))
            .append(": ")
            .append(e.getMessage());
      }
    }
    throw new ModelFailedException(reasons.toString());
  }

  private double[] ask(URI endpoint, byte[] body, int rows)
      throws ModelFailedException, InterruptedException {
    try {
      HttpResponse<LimitedBody> response = sendTwice(request(endpoint, body));
      if (response.statusCode() != 200) {
        // The body may repeat card numbers: it is not looked at.
        throw new ModelFailedException("status " + response.statusCode());
      }
      if (response.body().truncated()) {
        throw new ModelFailedException("its answer is longer than " + LONGEST_ANSWER + " bytes");
      }
      double[] scores = Predictions.parse(response.body().bytes(), rows);
      requireAll(scores);
      return scores;
    } catch (Predictions.UnreadableException e) {
      throw new ModelFailedException(e.getMessage());
    } catch (IOException e) {
      throw new ModelFailedException(LogText.cause(e));
    }
  }

  private static void requireAll(double[] scores) throws ModelFailedException {
    int missing = 0;
    for (double score : scores) {
      missing += Double.isNaN(score) ? 1 : 0;
    }
    if (missing > 0) {
      throw new ModelFailedException(
          "no score, but null or NaN, for " + missing + " of " + scores.length + " rows");
    }
  }

  /**
   * Sends again, once, where the connection ended without an answer: the server may have closed it,
   * idle, in the moment of the request. It keeps no state of a request, so that this is safe.
   */
  private HttpResponse<LimitedBody> sendTwice(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.send(request);
    } catch (ConnectException | HttpTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return http.send(request);
    }
  }

  private HttpRequest request(URI endpoint, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    return request.build();
  }
}
