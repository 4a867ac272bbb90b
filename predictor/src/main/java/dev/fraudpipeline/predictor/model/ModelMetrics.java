package dev.fraudpipeline.predictor.model;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Measures how the model is doing, over all endpoints and all Kafka clients of this process: told
 * of requests, never of single payments. Thread-safe.
 */
public final class ModelMetrics {
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  /** The end of a request. */
  private enum Outcome {
    ANSWERED,
    SICK,
    FAILED
  }

  private final AvailabilityListener availability;
  private final Histogram batches;
  private final Counter requests;
  private final Histogram durations;
  private volatile Supplier<List<ModelEndpoint.Reading>> endpoints = List::of;
  private volatile long answeredAt = System.nanoTime() - Duration.ofDays(1).toNanos();

  /**
   * @param availability of the model: hears that all endpoints are sick, and why
   */
  public ModelMetrics(MetricFactory meters, List<URI> urls, AvailabilityListener availability) {
    this.availability = availability;
    batches = meters.sizes("batch_payments", "Payments in one request to the model.");
    requests =
        meters.counter(
            "model_requests", "Requests to the model for scores.", "endpoint", "outcome");
    durations =
        meters.durations(
            "model_request_duration_seconds", "Time of one request to the model.", "endpoint");
    for (URI url : urls) {
      durations.initLabelValues(LogText.url(url));
      for (Outcome outcome : Outcome.values()) {
        requests.initLabelValues(LogText.url(url), MetricFactory.labelValue(outcome));
      }
    }
    meters.gauge(
        "endpoint_state",
        "1 for the state that the endpoint is in, else 0.",
        this::tellStates,
        "endpoint",
        "state");
    meters.gauge(
        "endpoint_requests_in_flight",
        "Requests that are out at the endpoint.",
        gauge -> endpoints.get().forEach(is -> gauge.call(is.inFlight(), LogText.url(is.url()))),
        "endpoint");
  }

  private void tellStates(GaugeWithCallback.Callback gauge) {
    for (ModelEndpoint.Reading is : endpoints.get()) {
      for (ModelEndpoint.State state : ModelEndpoint.State.values()) {
        gauge.call(
            is.state() == state ? 1 : 0, LogText.url(is.url()), MetricFactory.labelValue(state));
      }
    }
  }

  /** From now on these are the endpoints; asked by other threads. */
  public void begins(EndpointPool pool) {
    endpoints = pool::readings;
  }

  /** A request for so many scores has ended. */
  void asked(URI endpoint, int payments, ModelResponse answer, long nanos) {
    Outcome outcome =
        answer instanceof ModelResponse.Scores
            ? Outcome.ANSWERED
            : answer instanceof ModelResponse.Sick ? Outcome.SICK : Outcome.FAILED;
    String label = LogText.url(endpoint);
    requests.labelValues(label, MetricFactory.labelValue(outcome)).inc();
    durations.labelValues(label).observe(nanos / NANOS);
    batches.observe(payments);
    if (outcome == Outcome.ANSWERED) {
      answeredAt = System.nanoTime();
    }
  }

  /** The time since the model last answered; a day and more where it never has. */
  Duration sinceAnswer() {
    return Duration.ofNanos(System.nanoTime() - answeredAt);
  }

  void isWell() {
    availability.isUp();
  }

  void isSick(String reason) {
    availability.isDown(reason);
  }
}
