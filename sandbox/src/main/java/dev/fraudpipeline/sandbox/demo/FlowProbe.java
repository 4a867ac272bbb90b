package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.sandbox.control.RemotePart;
import dev.fraudpipeline.sandbox.metrics.MetricSamples;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the status line shows, over and over: the daemons' own metrics, what the API has
 * served, how many rows there are. Each source has a thread of its own: one that hangs holds up no
 * other. Thread-safe.
 */
final class FlowProbe implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlowProbe.class);
  private static final long INTERVAL_MILLIS = 250;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FIRST_READINGS = Duration.ofSeconds(3);

  /** A value that was not renewed for so long is shown with a mark. */
  private static final Duration FRESH = Duration.ofSeconds(4);

  private final CountDownLatch unread = new CountDownLatch(Source.values().length);
  private volatile long startNanos = System.nanoTime();
  private final DemoWiring wiring;
  private final AlarmLogReader alarms;
  private final Map<Station, Sample> samples = new ConcurrentHashMap<>();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(Source.values().length, FlowProbe::daemon);
  private volatile boolean exhausted;
  private volatile boolean settled;

  /** Where in the payments' way something is counted. */
  private enum Station {
    FETCHED,
    UNSENT,
    BACKLOG_1,
    SCORED,
    ROWS,
    REJECTED_BY_PRODUCER,
    REJECTED_BY_PREDICTOR,
    REJECTED_BY_SINK
  }

  private enum Source {
    API,
    PRODUCER,
    PREDICTOR,
    SINK,
    POSTGRES
  }

  private record Sample(long value, long nanos) {}

  FlowProbe(DemoWiring wiring, StoredPayments table, AlarmLogReader alarms) {
    this.wiring = wiring;
    this.alarms = alarms;
    repeat(Source.API, this::readApi);
    repeat(Source.PRODUCER, producer());
    repeat(Source.PREDICTOR, predictor());
    repeat(Source.SINK, sink());
    repeat(Source.POSTGRES, () -> set(Station.ROWS, table.count()));
  }

  private interface Reading {
    void read() throws SourceAwayException;
  }

  private void repeat(Source source, Reading reading) {
    AtomicBoolean read = new AtomicBoolean();
    Runnable task =
        () -> {
          try {
            reading.read();
            if (!read.getAndSet(true)) {
              unread.countDown();
            }
          } catch (SourceAwayException | RuntimeException e) {
            // The status line shows it; this is for who looks into the demo's own log.
            log.debug("cannot ask {}", source, e);
          }
        };
    var unused = threads.scheduleWithFixedDelay(task, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Returns once every source was read, or soon: the time that is shown begins then. */
  void awaitFirstReadings() throws InterruptedException {
    var unused = unread.await(FIRST_READINGS.toMillis(), TimeUnit.MILLISECONDS);
    startNanos = System.nanoTime();
  }

  private void readApi() {
    Optional<Map<String, Object>> status =
        RemotePart.find(wiring.folder(), "api")
            .flatMap(api -> api.state(TIMEOUT))
            .map(state -> state.status());
    if (status.isPresent() && !settled) {
      set(Station.FETCHED, ((Number) status.get().get("served")).longValue());
      exhausted = Boolean.TRUE.equals(status.get().get("exhausted"));
    }
  }

  private Reading producer() {
    ScrapedMetrics producer = wiring.telemetry("producer");
    RestartingCounter rejected = new RestartingCounter();
    return () -> {
      MetricSamples now = producer.samples();
      set(Station.UNSENT, now.sum("fraud_producer_backlog_answers"));
      // An answer that is no document never was a payment: it is not among those that have to come.
      double unreadable = now.sum("fraud_producer_rejected_total", "code=\"unreadable\"").orElse(0);
      double all = now.sum("fraud_producer_rejected_total").orElse(0);
      set(Station.REJECTED_BY_PRODUCER, rejected.total((long) (all - unreadable)));
    };
  }

  private Reading predictor() {
    ScrapedMetrics predictor = wiring.telemetry("predictor");
    RestartingCounter scored = new RestartingCounter();
    RestartingCounter rejected = new RestartingCounter();
    return () -> {
      MetricSamples now = predictor.samples();
      long rejections = (long) now.sum("fraud_predictor_rejected_total").orElse(0);
      set(Station.REJECTED_BY_PREDICTOR, rejected.total(rejections));
      long done = (long) now.sum("fraud_predictor_records_committed_total").orElse(0);
      set(Station.SCORED, scored.total(Math.max(0, done - rejections)));
      set(Station.BACKLOG_1, now.sum("fraud_predictor_backlog_records"));
    };
  }

  private Reading sink() {
    ScrapedMetrics sink = wiring.telemetry("sink");
    RestartingCounter rejected = new RestartingCounter();
    return () -> {
      MetricSamples now = sink.samples();
      set(
          Station.REJECTED_BY_SINK,
          rejected.total((long) now.sum("fraud_sink_rejected_total").orElse(0)));
    };
  }

  private void set(Station station, OptionalDouble value) {
    value.ifPresent(known -> set(station, (long) known));
  }

  private void set(Station station, long value) {
    samples.put(station, new Sample(value, System.nanoTime()));
  }

  private FlowReading reading(Station station) {
    Sample sample = samples.get(station);
    if (sample == null) {
      return FlowReading.UNKNOWN;
    }
    boolean fresh =
        (station == Station.FETCHED && settled)
            || System.nanoTime() - sample.nanos() < FRESH.toNanos();
    return new FlowReading(sample.value(), fresh);
  }

  private long value(Station station) {
    return Math.max(0, reading(station).value());
  }

  FlowSnapshot snapshot() {
    FlowReading rows = reading(Station.ROWS);
    FlowReading scored = reading(Station.SCORED);
    // What is a row was scored, also where a killed predictor did not live to tell.
    long stored = value(Station.ROWS) + value(Station.REJECTED_BY_SINK);
    long most = Math.max(scored.value(), stored);
    // Not the sink's own backlog in offsets, which counts the marker of each transaction.
    FlowReading backlog2 = new FlowReading(most - stored, scored.fresh() && rows.fresh());
    return new FlowSnapshot(
        Duration.ofNanos(System.nanoTime() - startNanos),
        reading(Station.FETCHED),
        reading(Station.BACKLOG_1),
        scored.isKnown() ? new FlowReading(most, scored.fresh()) : scored,
        FlowReading.of(alarms.count()),
        scored.isKnown() && rows.isKnown() ? backlog2 : FlowReading.UNKNOWN,
        rows);
  }

  /** True where the API said last that it has served all that it had. */
  boolean isExhausted() {
    return exhausted;
  }

  /** Whether, a moment ago, the predictor had taken all that was fetched. */
  boolean isDrained() {
    return reading(Station.BACKLOG_1).fresh()
        && value(Station.UNSENT) + value(Station.BACKLOG_1) == 0;
  }

  /** Payments that are rows or rejected; answers that held no payment do not count. */
  long arrived() {
    return value(Station.ROWS)
        + value(Station.REJECTED_BY_PRODUCER)
        + value(Station.REJECTED_BY_PREDICTOR)
        + value(Station.REJECTED_BY_SINK);
  }

  /** Says that the API serves no more, and what its own log counts. */
  void settleFetched(long served) {
    settled = true;
    set(Station.FETCHED, served);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "flow-probe");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
