package dev.fraudpipeline.producer.poll;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.monitoring.Monitoring;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalDouble;

/** How the payments API is doing. Thread-safe. */
public final class ApiMetrics {
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  private final Clock clock;
  private final AvailabilityListener availability;
  private final Counter polls;
  private final Histogram calls;
  private volatile long answeredAtMillis;

  public ApiMetrics(Monitoring monitoring, Clock clock) {
    this.clock = clock;
    availability = monitoring.health().dependency("payments_api");
    MetricFactory meters = monitoring.meters();
    polls = meters.counter("polls", "Calls of the payments API.", "outcome", PollOutcome.values());
    calls =
        meters.durations(
            "api_request_duration_seconds", "Whole time of one call, whatever came of it.");
    meters.gauge(
        "last_answer_timestamp_seconds",
        "When the API last answered with 200, since 1970.",
        () ->
            answeredAtMillis == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(answeredAtMillis / 1e3));
  }

  /** Hears whether the API answers. */
  AvailabilityListener availability() {
    return availability;
  }

  /** A call of the API has ended. */
  void polled(PollOutcome outcome, long nanos) {
    polls.labelValues(MetricFactory.labelValue(outcome)).inc();
    calls.observe(nanos / NANOS);
    if (outcome == PollOutcome.ANSWERED) {
      answeredAtMillis = clock.millis();
    }
  }
}
