package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.Health;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.common.payment.RejectionCode;
import dev.fraudpipeline.producer.delivery.AnswerProgress;
import dev.fraudpipeline.producer.journal.Journal;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the producer tells of itself. Counted by answers, never by single payments; lives as long as
 * the process. Thread-safe.
 */
public final class ProducerMetrics {
  static final String KAFKA = "kafka";
  private static final String DISK = "journal_disk";
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  private final Clock clock;
  private final Health health;
  private final Health.Loop loop;
  private final AvailabilityListener clients;

  private final Counter answers;
  private final Counter bytes;
  private final Histogram appends;
  private final Counter sent;
  private final Counter repeated;
  private final Counter rejected;
  private final Histogram latency;
  private final Counter sessions;

  public ProducerMetrics(Monitoring monitoring, Journal journal, Clock clock) {
    this.clock = clock;
    health = monitoring.health();
    loop = health.loop(Main.NAME);
    clients = health.witness(KAFKA);
    MetricFactory meters = monitoring.meters();
    answers = meters.counter("answers_fetched", "Answers of the API that are in the journal.");
    bytes = meters.counter("fetched_bytes", "Their bytes.");
    appends =
        meters.durations(
            "journal_append_duration_seconds", "Time to have an answer on the journal's disk.");
    sent = meters.counter("payments_sent", "Payments that Kafka has acknowledged in topic 1.");
    repeated =
        meters.counter("payments_repeated", "Payments that the API returned again, left out.");
    rejected =
        meters.counter(
            "rejected", "Rows and answers that were rejected.", "code", RejectionCode.values());
    latency =
        meters.latencies(
            "delivery_latency_seconds",
            "From the fetch of an answer to when Kafka has all that came of it.");
    sessions = meters.sessions();
    meters.gauge(
        "backlog_answers",
        "Answers in the journal that Kafka has not acknowledged.",
        () -> known((double) journal.waiting()));
    meters.gauge(
        "backlog_seconds",
        "Age of the oldest of them; 0 where there is none.",
        () -> known(age(journal.oldest())));
    meters.gauge(
        "journal_bytes", "Size of the journal's files.", () -> known((double) journal.bytes()));
    meters.gauge(
        "journal_free_bytes", "Room left on the journal's disk.", () -> freeBytes(journal));
  }

  private static OptionalDouble known(double value) {
    return OptionalDouble.of(value);
  }

  private double age(OptionalLong sinceMillis) {
    return sinceMillis.isEmpty()
        ? 0
        : Math.max(0, (clock.millis() - sinceMillis.getAsLong()) / 1e3);
  }

  private static OptionalDouble freeBytes(Journal journal) {
    try {
      return known((double) journal.freeBytes());
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** Hears of Kafka clients that fail. */
  AvailabilityListener clients() {
    return clients;
  }

  /** Hears of the journal's disk from one of those that use it. */
  public AvailabilityListener disk() {
    return health.witness(DISK);
  }

  /** Hears of what Kafka says to records. */
  AvailabilityListener kafka() {
    return health.witness(KAFKA);
  }

  /** Begins to watch the thread that polls. */
  void polls(Thread thread) {
    health.mustLive(thread);
  }

  /** The thread that polls may end. */
  void pollsNoMore(Thread thread) {
    health.mayEnd(thread);
  }

  /** An answer is on disk. */
  public void kept(int size, long nanos) {
    answers.inc();
    bytes.inc(size);
    appends.observe(nanos / NANOS);
  }

  /** New Kafka clients begin. */
  void begins() {
    sessions.inc();
  }

  /** The loop goes on, with Kafka clients that work. */
  public void turns() {
    loop.turns();
    clients.isUp();
  }

  /** The loop has ended. */
  void rests() {
    loop.rests();
  }

  /** Kafka has a rejected row or answer. */
  public void rejected(RejectionCode code) {
    rejected.labelValues(MetricFactory.labelValue(code)).inc();
  }

  /** Kafka has all that came of an answer. */
  public void delivered(AnswerProgress delivery) {
    sent.inc(delivery.sent());
    repeated.inc(delivery.repeated());
    latency.observe(age(OptionalLong.of(delivery.fetchedAtMillis())));
  }
}
