package dev.fraudpipeline.producer.api;

import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.http.HttpExchange;
import dev.fraudpipeline.common.http.LimitedBody;
import dev.fraudpipeline.common.log.LogText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Calls the payments API: one attempt, one verdict. Patience is the {@link Poller}'s. */
public final class ApiClient {
  private final HttpExchange http;
  private final HttpRequest request;
  private final long maxBody;
  private final Clock clock;

  /**
   * @param maxBody the largest answer that is taken, in bytes
   */
  public ApiClient(URI url, Duration timeout, long maxBody, Clock clock, StopSignal stop) {
    this.http = new HttpExchange(timeout, maxBody, HttpClient.Redirect.NORMAL, stop);
    this.request = HttpRequest.newBuilder(url).header("Accept", "application/json").GET().build();
    this.maxBody = maxBody;
    this.clock = clock;
  }

  /**
   * Calls once.
   *
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  ApiAnswer call() throws InterruptedException {
    try {
      HttpResponse<LimitedBody> response = http.send(request);
      if (response.statusCode() != 200) {
        return new ApiAnswer.Failure(
            PollOutcome.ofStatus(response.statusCode()),
            "status " + response.statusCode(),
            retryAfter(response));
      }
      if (response.body().truncated()) {
        return failure(
            PollOutcome.TOO_LARGE, "its answer is larger than API_MAX_BODY, " + maxBody + " bytes");
      }
      return new ApiAnswer.Body(response.body().bytes(), clock.millis());
    } catch (HttpTimeoutException e) {
      return failure(PollOutcome.TIMEOUT, LogText.cause(e));
    } catch (IOException e) {
      return failure(PollOutcome.UNREACHABLE, LogText.cause(e));
    }
  }

  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .flatMap(header -> RetryAfter.parse(header, clock.instant()));
  }

  private static ApiAnswer failure(PollOutcome outcome, String reason) {
    return new ApiAnswer.Failure(outcome, reason, Optional.empty());
  }
}
