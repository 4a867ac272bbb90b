package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.sandbox.control.RemotePart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the status line shows, over and over, each source on a thread of its own: one that
 * hangs holds up no other. Thread-safe.
 */
final class Gauges implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gauges.class);
  private static final long INTERVAL_MILLIS = 500;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final long startNanos = System.nanoTime();
  private final Path folder;
  private final Backlogs backlogs;
  private final TopicWatch watch;
  private final PaymentTable table;
  private final AlarmLog alarmLog;

  private final Gauge fetched = new Gauge();
  private final Gauge backlog1 = new Gauge();
  private final Gauge scored = new Gauge();
  private final Gauge backlog2 = new Gauge();
  private final Gauge rows = new Gauge();
  private volatile boolean exhausted;
  private volatile boolean drained;

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(3, Gauges::daemon);

  Gauges(Path folder, Backlogs backlogs, TopicWatch watch, PaymentTable table, AlarmLog alarmLog) {
    this.folder = folder;
    this.backlogs = backlogs;
    this.watch = watch;
    this.table = table;
    this.alarmLog = alarmLog;
  }

  void start() {
    repeat("the API", this::readApi);
    repeat("Kafka", this::readKafka);
    repeat("PostgreSQL", () -> rows.set(table.count()));
  }

  private interface Source {
    void read() throws SourceAwayException;
  }

  private void repeat(String name, Source source) {
    Runnable reading =
        () -> {
          try {
            source.read();
          } catch (SourceAwayException | RuntimeException e) {
            // The status line shows it; this is for who looks into the demo's own log.
            log.debug("cannot ask {}", name, e);
          }
        };
    var unused = threads.scheduleWithFixedDelay(reading, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void readApi() {
    Optional<Map<String, Object>> status =
        RemotePart.find(folder, "api")
            .flatMap(api -> api.state(TIMEOUT))
            .map(state -> state.status());
    if (status.isPresent()) {
      fetched.set(((Number) status.get().get("served")).longValue());
      exhausted = Boolean.TRUE.equals(status.get().get("exhausted"));
    }
  }

  private void readKafka() throws SourceAwayException {
    List<String> written = new ArrayList<>(Wiring.REJECTED);
    written.add(Wiring.TOPIC_2);
    // In the order of the flow, each group's commit before the ends of what it writes: what moves
    // on
    // meanwhile is counted somewhere.
    Map<TopicPartition, Long> ends1 = backlogs.ends(List.of(Wiring.TOPIC_1));
    Map<TopicPartition, Long> predicted = backlogs.committed(Wiring.PREDICTOR_GROUP);
    Map<TopicPartition, Long> ends2 = backlogs.ends(written);
    Map<TopicPartition, Long> stored = backlogs.committed(Wiring.SINK_GROUP);
    long behind1 = Backlogs.between(predicted, ends1);
    long behind2 = watch.backlog(stored);
    backlog1.set(behind1);
    backlog2.set(behind2);
    scored.set(watch.scored());
    drained = behind1 == 0 && behind2 == 0 && watch.hasRead(ends2);
  }

  Snapshot snapshot() {
    return new Snapshot(
        Duration.ofNanos(System.nanoTime() - startNanos),
        fetched.reading(),
        backlog1.reading(),
        scored.reading(),
        Reading.of(alarmLog.count()),
        backlog2.reading(),
        rows.reading());
  }

  /** Whether the API has said that it has served all that it had. */
  boolean isExhausted() {
    return exhausted;
  }

  /** Whether, a moment ago, nothing was in a topic that its reader had not committed. */
  boolean isDrained() {
    return drained && backlog1.reading().fresh();
  }

  /** Payments that are rows or rejected; answers that held no payment do not count. */
  long arrived() {
    long rejected = watch.rejectedIds().size() - watch.unreadableAnswers();
    return Math.max(0, rows.reading().value()) + rejected;
  }

  /** Says that the API serves no more, and what its own log counts. */
  void settleFetched(long served) {
    fetched.settle(served);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "gauges");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
