package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.Health;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.common.payment.RejectionCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;

/**
 * The delivery to Kafka in figures, counted by answers, never by single payments, and the health of
 * the loop that feeds it. Lives as long as the process. Thread-safe.
 */
public final class DeliveryMetrics {
  /** The dependency that is told of in the health report. */
  public static final String KAFKA = "kafka";

  private final Clock clock;
  private final Health.Loop loop;
  private final AvailabilityListener clients;
  private final AvailabilityListener kafka;
  private final Counter sent;
  private final Counter repeated;
  private final Counter rejected;
  private final Histogram latency;
  private final Counter sessions;

  /**
   * @param loop the name of the loop that feeds Kafka
   */
  public DeliveryMetrics(Monitoring monitoring, String loop, Clock clock) {
    this.clock = clock;
    this.loop = monitoring.health().loop(loop);
    clients = monitoring.health().witness(KAFKA);
    kafka = monitoring.health().witness(KAFKA);
    MetricFactory metrics = monitoring.meters();
    sent = metrics.counter("payments_sent", "Payments that Kafka has acknowledged in topic 1.");
    repeated =
        metrics.counter("payments_repeated", "Payments that the API returned again, left out.");
    rejected =
        metrics.counter(
            "rejected", "Rows and answers that were rejected.", "code", RejectionCode.values());
    latency =
        metrics.latencies(
            "delivery_latency_seconds",
            "From the fetch of an answer to when Kafka has all that came of it.");
    sessions = metrics.sessions();
  }

  /** Hears of Kafka clients that fail. */
  public AvailabilityListener clients() {
    return clients;
  }

  /** Hears of what Kafka says to records. */
  public AvailabilityListener kafka() {
    return kafka;
  }

  /** New Kafka clients begin. */
  public void begins() {
    sessions.inc();
  }

  /** The loop goes on, with Kafka clients that work. */
  void turns() {
    loop.turns();
    clients.isUp();
  }

  /** The loop has ended. */
  public void rests() {
    loop.rests();
  }

  /** Kafka has a rejected row or answer. */
  void rejected(RejectionCode code) {
    rejected.labelValues(MetricFactory.labelValue(code)).inc();
  }

  /** Kafka has all that came of an answer. */
  void delivered(AnswerProgress answer) {
    sent.inc(answer.sent());
    repeated.inc(answer.repeated());
    latency.observe(Math.max(0, (clock.millis() - answer.fetchedAtMillis()) / 1e3));
  }
}
