package dev.fraudpipeline.producer.poll;

import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the API at its rate, and has the patience: after a failure it backs off, as long as the API
 * asks for, or exponentially up to five minutes. Not thread-safe.
 */
public final class PaymentsPoller {
  private static final JitteredBackoff BACKOFF =
      new JitteredBackoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
  private static final Logger log = LoggerFactory.getLogger(PaymentsPoller.class);

  private final PaymentsApiClient api;
  private final PollSchedule schedule;
  private final StopSignal stop;
  private final ApiMetrics metrics;
  private final Outage outage;

  public PaymentsPoller(
      PaymentsApiClient api, Duration interval, ApiMetrics metrics, StopSignal stop) {
    this.api = api;
    this.schedule = new PollSchedule(interval, System.nanoTime());
    this.stop = stop;
    this.metrics = metrics;
    this.outage = new Outage(log, "the payments API", metrics.availability(), BACKOFF);
  }

  /**
   * Waits until a poll is due and calls the API.
   *
   * @return its answer, or empty where there was none or the daemon is to stop
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  public Optional<ApiAnswer.Body> poll() throws InterruptedException {
    if (stop.await(schedule.untilNext(System.nanoTime()))) {
      return Optional.empty();
    }
    long began = System.nanoTime();
    ApiAnswer answer = api.call();
    metrics.polled(answer.outcome(), System.nanoTime() - began);
    schedule.polled(System.nanoTime());
    if (answer instanceof ApiAnswer.Body body) {
      outage.succeeded();
      return Optional.of(body);
    }
    if (!stop.isRaised()) {
      ApiAnswer.Failure failure = (ApiAnswer.Failure) answer;
      Duration pause = failure.retryAfter().orElseGet(outage::nextDelay);
      schedule.holdOff(System.nanoTime(), pause);
      outage.failed(failure.reason());
    }
    return Optional.empty();
  }
}
