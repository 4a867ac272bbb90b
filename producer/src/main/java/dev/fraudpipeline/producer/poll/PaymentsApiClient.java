package dev.fraudpipeline.producer.poll;

import dev.fraudpipeline.common.http.BlockingHttpClient;
import dev.fraudpipeline.common.http.HttpClientConfig;
import dev.fraudpipeline.common.http.HttpReply;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Calls the payments API: one attempt, one verdict. Patience is the {@link PaymentsPoller}'s. */
public final class PaymentsApiClient {
  private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");

  private final BlockingHttpClient http;
  private final URI url;
  private final long maxBody;
  private final Clock clock;

  /**
   * @param maxBody the largest answer that is taken, in bytes
   */
  public PaymentsApiClient(URI url, Duration timeout, long maxBody, Clock clock, StopSignal stop) {
    this.http =
        new BlockingHttpClient(new HttpClientConfig(timeout, maxBody).followingRedirects(), stop);
    this.url = url;
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
      HttpReply reply = http.get(url, HEADERS);
      if (reply.status() != 200) {
        return new ApiAnswer.Failure(
            PollOutcome.ofStatus(reply.status()), told(reply.status()), retryAfter(reply));
      }
      if (reply.body().truncated()) {
        return failure(
            PollOutcome.TOO_LARGE, "its answer is larger than API_MAX_BODY, " + maxBody + " bytes");
      }
      return new ApiAnswer.Body(reply.body().bytes(), clock.millis());
    } catch (HttpTimeoutException e) {
      return failure(PollOutcome.TIMEOUT, LogText.cause(e));
    } catch (IOException e) {
      return failure(PollOutcome.UNREACHABLE, LogText.cause(e));
    }
  }

  private static String told(int status) {
    // Any other redirection was followed.
    return status / 100 == 3
        ? "status " + status + ", which leads in circles, to nowhere, or from https to http"
        : "status " + status;
  }

  private Optional<Duration> retryAfter(HttpReply reply) {
    return reply
        .header("Retry-After")
        .flatMap(header -> RetryAfterHeader.parse(header, clock.instant()));
  }

  private static ApiAnswer failure(PollOutcome outcome, String reason) {
    return new ApiAnswer.Failure(outcome, reason, Optional.empty());
  }
}
