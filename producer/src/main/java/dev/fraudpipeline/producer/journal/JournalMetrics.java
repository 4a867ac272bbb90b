package dev.fraudpipeline.producer.journal;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.monitoring.Health;
import dev.fraudpipeline.common.monitoring.MetricFactory;
import dev.fraudpipeline.common.monitoring.Monitoring;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The journal's size, backlog and disk, as operators see them. Thread-safe. */
public final class JournalMetrics {
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  private final Health health;
  private final Counter answers;
  private final Counter bytes;
  private final Histogram appends;

  public JournalMetrics(Monitoring monitoring, Journal journal, Clock clock) {
    health = monitoring.health();
    MetricFactory metrics = monitoring.meters();
    answers = metrics.counter("answers_fetched", "Answers of the API that are in the journal.");
    bytes = metrics.counter("fetched_bytes", "Their bytes.");
    appends =
        metrics.durations(
            "journal_append_duration_seconds", "Time to have an answer on the journal's disk.");
    metrics.gauge(
        "backlog_answers",
        "Answers in the journal that Kafka has not acknowledged.",
        () -> OptionalDouble.of((double) journal.waiting()));
    metrics.gauge(
        "backlog_seconds",
        "Age of the oldest of them; 0 where there is none.",
        () -> OptionalDouble.of(ageSeconds(journal.oldest(), clock)));
    metrics.gauge(
        "journal_bytes",
        "Size of the journal's files.",
        () -> OptionalDouble.of((double) journal.bytes()));
    metrics.gauge(
        "journal_free_bytes", "Room left on the journal's disk.", () -> freeBytes(journal));
  }

  private static double ageSeconds(OptionalLong sinceMillis, Clock clock) {
    return sinceMillis.isEmpty()
        ? 0
        : Math.max(0, (clock.millis() - sinceMillis.getAsLong()) / 1e3);
  }

  private static OptionalDouble freeBytes(Journal journal) {
    try {
      return OptionalDouble.of(journal.freeBytes());
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** Hears of the journal's disk from one of those that use it. */
  public AvailabilityListener disk() {
    return health.witness("journal_disk");
  }

  /** An answer of so many bytes is on disk, after so long. */
  public void appended(int size, long nanos) {
    answers.inc();
    bytes.inc(size);
    appends.observe(nanos / NANOS);
  }
}
