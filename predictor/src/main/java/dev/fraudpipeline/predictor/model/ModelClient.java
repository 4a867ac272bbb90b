package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.http.BlockingHttpClient;
import dev.fraudpipeline.common.http.HttpClientConfig;
import dev.fraudpipeline.common.http.HttpReply;
import dev.fraudpipeline.common.http.LimitedBody;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Payment;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Speaks MLflow's scoring protocol: one request, and what it means. Thread-safe. */
public final class ModelClient {
  /** Brought about by no payment: the place, the log-in, or the protocol is wrong. */
  private static final Set<Integer> OF_THE_ENDPOINT = Set.of(401, 403, 404, 405, 415, 429);

  /** Far beyond any answer of 10,000 rows; MLflow's errors repeat the request, without a bound. */
  static final int LONGEST_ANSWER = 8 << 20;

  /** A connection that has ended meanwhile costs a repetition, and no payment. */
  private static final Duration TRUST = Duration.ofSeconds(2);

  private final BlockingHttpClient http;
  private final Map<String, String> headers;
  private final ModelRequest features;

  /**
   * Opens no connection yet.
   *
   * @param timeout from the request to the last byte of the answer, connecting included
   * @param token sent as a bearer token
   */
  public ModelClient(Duration timeout, Optional<String> token, ModelRequest features) {
    this.http =
        new BlockingHttpClient(new HttpClientConfig(timeout, LONGEST_ANSWER).trusting(TRUST));
    this.headers = headers(token);
    this.features = features;
  }

  private static Map<String, String> headers(Optional<String> token) {
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
    token.ifPresent(t -> headers.put("Authorization", "Bearer " + t));
    return Map.copyOf(headers);
  }

  /**
   * Asks about one payment, for somebody who wants to know whether the endpoint works. One attempt.
   *
   * @return why it gives no score, with nothing of the payment in it; empty where it gives one
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  public Optional<String> objection(URI endpoint, Payment payment) throws InterruptedException {
    return ask(endpoint, List.of(payment)).objection();
  }

  ModelResponse ask(URI endpoint, List<Payment> payments) throws InterruptedException {
    try {
      HttpReply reply = sendTwice(endpoint, features.request(payments));
      return read(reply.status(), reply.body(), payments.size());
    } catch (IOException e) {
      // What says that nobody is there repeats the address, and names classes that nobody knows.
      return isUnreachable(e)
          ? new ModelResponse.Sick("the connection is refused, or the host is not known")
          : new ModelResponse.Failed(LogText.cause(e), true);
    }
  }

  private static boolean isUnreachable(IOException failure) {
    return failure instanceof ConnectException
        || failure instanceof NoRouteToHostException
        || failure instanceof UnknownHostException;
  }

  /** Reads the meaning of an answer, for a request of so many rows. */
  static ModelResponse read(int status, LimitedBody body, int rows) {
    if (OF_THE_ENDPOINT.contains(status)) {
      return new ModelResponse.Sick("status " + status);
    }
    if (status != 200) {
      // The body may repeat card numbers: it is not shown.
      String missing = MissingInputs.in(new String(body.bytes(), UTF_8));
      return new ModelResponse.Failed("status " + status + missing, status >= 500);
    }
    if (body.truncated()) {
      return new ModelResponse.Failed(
          "its answer is longer than " + LONGEST_ANSWER + " bytes", false);
    }
    try {
      return new ModelResponse.Scores(PredictionParser.parse(body.bytes(), rows));
    } catch (PredictionParser.UnreadableException e) {
      return new ModelResponse.Failed(e.getMessage(), false);
    }
  }

  /**
   * Sends again, once, where the connection ended without an answer: the server may have closed it,
   * idle, in the moment of the request. It keeps no state of a request, so that this is safe.
   */
  private HttpReply sendTwice(URI endpoint, byte[] request)
      throws IOException, InterruptedException {
    try {
      return http.post(endpoint, headers, request);
    } catch (IOException first) {
      if (isUnreachable(first) || first instanceof HttpTimeoutException) {
        throw first;
      }
      try {
        return http.post(endpoint, headers, request);
      } catch (IOException second) {
        // Gone down with the request in hand is more than not there.
        throw isUnreachable(second) ? first : second;
      }
    }
  }
}
