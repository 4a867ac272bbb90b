package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.http.HttpExchange;
import dev.fraudpipeline.common.http.LimitedBody;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.schema.Payment;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Speaks MLflow's scoring protocol: one request, and what it means. Thread-safe. */
public final class ModelClient {
  /** Far beyond any answer of 10,000 rows; MLflow's errors repeat the request, without a bound. */
  public static final long LONGEST_ANSWER = 8 << 20;

  /** What no payment can bring about: the place, the log-in, or the protocol is wrong. */
  private static final Set<Integer> OF_THE_ENDPOINT = Set.of(401, 403, 404, 405, 415, 429);

  private final HttpExchange http;
  private final Features features;
  private final Optional<String> token;

  /**
   * @param http with {@link #LONGEST_ANSWER} as its limit
   * @param token sent as a bearer token
   */
  public ModelClient(HttpExchange http, Features features, Optional<String> token) {
    this.http = http;
    this.features = features;
    this.token = token;
  }

  Answer ask(URI endpoint, List<Payment> payments) throws InterruptedException {
    try {
      HttpResponse<LimitedBody> response = sendTwice(request(endpoint, payments));
      return read(response.statusCode(), response.body(), payments.size());
    } catch (ConnectException e) {
      // The JDK's own message is empty, or names a class that nobody knows.
      return new Answer.Sick("the connection is refused, or the host is not known");
    } catch (IOException e) {
      return new Answer.Failed(LogText.cause(e), true);
    }
  }

  /** What an answer means, for a request of so many rows. */
  static Answer read(int status, LimitedBody body, int rows) {
    if (OF_THE_ENDPOINT.contains(status)) {
      return new Answer.Sick("status " + status);
    }
    if (status != 200) {
      // The body may repeat card numbers: it is not shown.
      String missing = MissingInputs.in(new String(body.bytes(), UTF_8));
      return new Answer.Failed("status " + status + missing, status >= 500);
    }
    if (body.truncated()) {
      return new Answer.Failed("its answer is longer than " + LONGEST_ANSWER + " bytes", false);
    }
    try {
      return new Answer.Scores(Predictions.parse(body.bytes(), rows));
    } catch (Predictions.UnreadableException e) {
      return new Answer.Failed(e.getMessage(), false);
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
      return sendAgain(request, e);
    }
  }

  private HttpResponse<LimitedBody> sendAgain(HttpRequest request, IOException first)
      throws IOException, InterruptedException {
    try {
      return http.send(request);
    } catch (ConnectException e) {
      // It went down with the request in hand, which is more than not to be there.
      throw first;
    }
  }

  private HttpRequest request(URI endpoint, List<Payment> payments) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(features.request(payments)));
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    return request.build();
  }
}
