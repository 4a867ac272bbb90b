package dev.fraudpipeline.predictor.model;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the model is doing, over all endpoints and all Kafka clients of this process: told of
 * requests, never of single payments. Thread-safe.
 */
public final class ModelMetrics {
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  /** What became of a request. */
  private enum Outcome {
    ANSWERED,
    SICK,
    FAILED
  }

  private final AvailabilityListener availability;
  private final Histogram batches;
  private final Map<URI, Requests> requests = new HashMap<>();
  private volatile Supplier<List<EndpointState>> states = List::of;
  private volatile long answeredAt = System.nanoTime() - Duration.ofDays(1).toNanos();

  /**
   * @param availability of the model: hears that all endpoints are sick, and why
   */
  public ModelMetrics(
      MetricFactory meters, List<URI> endpoints, AvailabilityListener availability) {
    this.availability = availability;
    batches = meters.sizes("batch_payments", "Payments in one request to the model.");
    Counter asked =
        meters.counter(
            "model_requests", "Requests to the model for scores.", "endpoint", "outcome");
    Histogram durations =
        meters.durations(
            "model_request_duration_seconds", "Time of one request to the model.", "endpoint");
    for (URI endpoint : endpoints) {
      String label = LogText.url(endpoint);
      Map<Outcome, CounterDataPoint> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, asked.labelValues(label, MetricFactory.labelValue(outcome)));
      }
      requests.put(endpoint, new Requests(outcomes, durations.labelValues(label)));
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
        gauge ->
            states.get().forEach(state -> gauge.call(state.inFlight(), LogText.url(state.url()))),
        "endpoint");
  }

  private void tellStates(GaugeWithCallback.Callback gauge) {
    for (EndpointState is : states.get()) {
      for (EndpointState.Kind kind : EndpointState.Kind.values()) {
        gauge.call(
            is.kind() == kind ? 1 : 0, LogText.url(is.url()), MetricFactory.labelValue(kind));
      }
    }
  }

  /** From now on these are the endpoints' states; asked by other threads. */
  public void begins(EndpointPool endpoints) {
    states = endpoints::states;
  }

  /** A request for so many scores has ended. */
  void asked(URI endpoint, int payments, ModelResponse answer, long nanos) {
    Outcome outcome =
        answer instanceof ModelResponse.Scores
            ? Outcome.ANSWERED
            : answer instanceof ModelResponse.Sick ? Outcome.SICK : Outcome.FAILED;
    Requests of = requests.get(endpoint);
    of.outcomes().get(outcome).inc();
    of.durations().observe(nanos / NANOS);
    batches.observe(payments);
    if (outcome == Outcome.ANSWERED) {
      answeredAt = System.nanoTime();
    }
  }

  /** How long ago the model last answered; a day and more where it never has. */
  Duration sinceAnswer() {
    return Duration.ofNanos(System.nanoTime() - answeredAt);
  }

  /** An endpoint is well. */
  void isWell() {
    availability.isUp();
  }

  /** All endpoints are sick. */
  void isSick(String reason) {
    availability.isDown(reason);
  }

  private record Requests(
      Map<Outcome, CounterDataPoint> outcomes, DistributionDataPoint durations) {}
}
