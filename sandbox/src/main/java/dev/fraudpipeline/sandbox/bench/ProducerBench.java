package dev.fraudpipeline.sandbox.bench;

import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.bench.Figure.Unit;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Large answers of the API to acknowledged records, beside Kafka's own producer benchmark. */
final class ProducerBench implements Bench {
  private static final int ROWS_IN_AN_ANSWER = 4_000;
  private static final int QUICK_ROWS_IN_AN_ANSWER = 500;

  private static final int WARM_UP_PART = 4;

  /** About as large as the records that are measured. */
  private static final int WARM_UP_BYTES = 500;

  private static final String TOPIC = "topic_1";

  private final BenchOptions options;

  ProducerBench(BenchOptions options) {
    this.options = options;
  }

  @Override
  public void run(Report report) throws BenchFailedException, IOException, InterruptedException {
    try (Surroundings around = Surroundings.open(options, "producer")) {
      throughput(around, report);
    }
    try {
      HeapRatio.report(
          report,
          "producer",
          heap("small", options.smallBacklog()),
          heap("large", options.records()),
          options);
    } catch (BenchFailedException e) {
      report.add(
          Figure.missing("producer.heap_ratio", Unit.RATIO, e.getMessage())
              .withGoal(HeapRatio.GOAL));
    }
  }

  private int rowsInAnAnswer() {
    return options.records() < 100_000 ? QUICK_ROWS_IN_AN_ANSWER : ROWS_IN_AN_ANSWER;
  }

  private void throughput(Surroundings around, Report report)
      throws BenchFailedException, IOException, InterruptedException {
    around.offsets().create(TOPIC, Map.of());
    try (BenchApi api = BenchApi.start(rowsInAnAnswer(), around.folder().resolve("api"))) {
      int records = options.records() / api.rowsInAnAnswer() * api.rowsInAnAnswer();
      warmUp(around);
      api.allow(records);
      double rate;
      try (DaemonRun producer = DaemonRun.start(command(around, around.bootstrapServers(), api))) {
        Pace pace = producer.await(() -> around.offsets().end(TOPIC), records);
        rate = pace.perSecond();
        report.add(
            Figure.of(
                "producer.records_per_s",
                rate,
                Unit.PER_SECOND,
                "answers of " + api.rowsInAnAnswer() + " rows to acknowledged records"));
        double mebibytes = new Measured(0, producer.residentBytes()).residentMebibytes();
        report.add(
            Figure.of(
                "producer.rss", mebibytes, Unit.MEBIBYTES, "resident at the end of that run"));
      }
      around.requireRecords(TOPIC, records);
      int bytes = CommittedRecords.meanBytes(around.bootstrapServers(), TOPIC);
      around.offsets().create("perf", Map.of());
      double perfTest =
          PerfTest.perSecond(
              options.jar("sandbox"), around.bootstrapServers(), "perf", records, bytes);
      report.add(
          Figure.of(
              "producer.perf_test_records_per_s",
              perfTest,
              Unit.PER_SECOND,
              "Kafka's ProducerPerformance, records of " + bytes + " bytes, acks=all"));
      report.add(
          Figure.of(
                  "producer.ratio_perf_test",
                  rate / perfTest,
                  Unit.RATIO,
                  "producer over ProducerPerformance")
              .withGoal(Goal.atLeast(0.5)));
    }
  }

  /**
   * Else the first to be measured would pay for the broker's compiler, and the second would not.
   */
  private void warmUp(Surroundings around)
      throws BenchFailedException, IOException, InterruptedException {
    around.offsets().create("warm-up", Map.of());
    PerfTest.perSecond(
        options.jar("sandbox"),
        around.bootstrapServers(),
        "warm-up",
        options.records() / WARM_UP_PART,
        WARM_UP_BYTES);
    around.offsets().delete("warm-up");
  }

  /** What it holds in memory while Kafka is away and so many payments wait. */
  private Measured heap(String name, int backlog)
      throws BenchFailedException, IOException, InterruptedException {
    try (Surroundings around = Surroundings.open(options, "producer-" + name);
        BenchApi api = BenchApi.start(rowsInAnAnswer(), around.folder().resolve("api"))) {
      around.offsets().create(TOPIC, Map.of());
      // By way of the proxy: the port stays the same while the broker is away.
      JarCommand command = command(around, around.kafka().address(), api);
      try (DaemonRun producer = DaemonRun.start(command)) {
        // One answer goes through, so that it knows the topic.
        api.allow(api.rowsInAnAnswer());
        producer.await(() -> around.offsets().end(TOPIC), api.rowsInAnAnswer());
        around.kafka().control().inflict(Fault.AWAY, Duration.ZERO);
        long rows = (long) backlog / api.rowsInAnAnswer() * api.rowsInAnAnswer();
        api.allow(rows);
        producer.await(() -> api.served() - api.rowsInAnAnswer(), rows);
        // What was served last is taken in before the next call.
        producer.await(callsFrom(api), 2);
        return producer.memory();
      }
    }
  }

  private static DaemonRun.Counter callsFrom(BenchApi api) {
    long before = api.calls();
    return () -> api.calls() - before;
  }

  private static JarCommand command(Surroundings around, String bootstrapServers, BenchApi api)
      throws IOException {
    return around
        .daemon("producer", bootstrapServers)
        .arguments("--topic-1", TOPIC, "--api-url", api.url(), "--poll-interval", "1ms");
  }
}
