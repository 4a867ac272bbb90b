package dev.fraudpipeline.benchmark.producer;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.benchmark.measure.MemoryMeasurement;
import dev.fraudpipeline.benchmark.measure.PairedRuns;
import dev.fraudpipeline.benchmark.report.BenchmarkReport;
import dev.fraudpipeline.benchmark.report.DaemonBenchmark;
import dev.fraudpipeline.benchmark.report.HeapRatio;
import dev.fraudpipeline.benchmark.report.ReportedFigure;
import dev.fraudpipeline.benchmark.report.ReportedFigure.Unit;
import dev.fraudpipeline.benchmark.run.BenchmarkEnvironment;
import dev.fraudpipeline.benchmark.run.BenchmarkOptions;
import dev.fraudpipeline.benchmark.run.CommittedRecords;
import dev.fraudpipeline.benchmark.run.DaemonRun;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Large answers of the API to acknowledged records, beside Kafka's own producer benchmark. */
public final class ProducerBenchmark implements DaemonBenchmark {
  private static final int ROWS_IN_AN_ANSWER = 4_000;
  private static final int QUICK_ROWS_IN_AN_ANSWER = 500;

  private static final String TOPIC = "topic_1";

  private final BenchmarkOptions options;

  public ProducerBenchmark(BenchmarkOptions options) {
    this.options = options;
  }

  @Override
  public void run(BenchmarkReport report)
      throws BenchmarkFailedException, IOException, InterruptedException {
    try (BenchmarkEnvironment around = BenchmarkEnvironment.open(options, "producer")) {
      throughput(around, report);
    }
    try {
      HeapRatio.report(
          report,
          "producer",
          heap("small", options.smallBacklog()),
          heap("large", options.records()),
          options);
    } catch (BenchmarkFailedException e) {
      report.add(
          ReportedFigure.missing("producer.heap_ratio", Unit.RATIO, e.getMessage())
              .withGoal(HeapRatio.GOAL));
    }
  }

  private int rowsInAnAnswer() {
    return options.records() < 100_000 ? QUICK_ROWS_IN_AN_ANSWER : ROWS_IN_AN_ANSWER;
  }

  private void throughput(BenchmarkEnvironment around, BenchmarkReport report)
      throws BenchmarkFailedException, IOException, InterruptedException {
    try (FreeApi api = FreeApi.start(rowsInAnAnswer(), around.folder().resolve("api"))) {
      Throughput runs = new Throughput(around, api);
      PairedRuns pairs = PairedRuns.measure(options.pairs(), runs::producer, runs::perfTest);
      report.rate(
          "producer.records_per_s",
          pairs.daemon(),
          "answers of %d rows to acknowledged records, %s"
              .formatted(api.rowsInAnAnswer(), pairs.daemonRuns()));
      report.resident("producer.rss", runs.residentBytes);
      report.rate(
          "producer.perf_test_records_per_s",
          pairs.reference(),
          "Kafka's ProducerPerformance, records of %d bytes, acks=all, %s"
              .formatted(runs.recordBytes, pairs.referenceRuns()));
      report.ratio(
          "producer.ratio_perf_test",
          pairs.ratio(),
          0.5,
          "producer over ProducerPerformance, " + pairs.pairs());
    }
  }

  /** Runs of the producer and of Kafka's own benchmark, each into a topic of its own. */
  private static final class Throughput {
    private final BenchmarkEnvironment around;
    private final FreeApi api;
    private final int records;
    private int topics;
    private long residentBytes;

    /** Size of the producer's records, once it has sent some. */
    private int recordBytes;

    Throughput(BenchmarkEnvironment around, FreeApi api) {
      this.around = around;
      this.api = api;
      this.records = around.options().records() / api.rowsInAnAnswer() * api.rowsInAnAnswer();
    }

    double producer() throws BenchmarkFailedException, IOException, InterruptedException {
      String topic = freshTopic();
      api.allow(records);
      double rate;
      try (DaemonRun producer =
          DaemonRun.start(command(around, around.bootstrapServers(), api, topic))) {
        rate = producer.await(() -> around.offsets().end(topic), records).perSecond();
        residentBytes = producer.residentBytes();
      }
      around.requireRecords(topic, records);
      if (recordBytes == 0) {
        recordBytes = CommittedRecords.meanBytes(around.bootstrapServers(), topic);
      }
      around.offsets().delete(topic);
      return rate;
    }

    double perfTest() throws BenchmarkFailedException, IOException, InterruptedException {
      String topic = freshTopic();
      double rate =
          ProducerPerfTest.perSecond(
              around.options().jar("benchmark"),
              around.bootstrapServers(),
              topic,
              records,
              recordBytes);
      around.offsets().delete(topic);
      return rate;
    }

    private String freshTopic() throws BenchmarkFailedException, IOException, InterruptedException {
      String topic = TOPIC + "_" + ++topics;
      around.offsets().create(topic, Map.of());
      around.settle();
      return topic;
    }
  }

  /** Measures what a producer holds in memory while Kafka is away and so many payments wait. */
  private MemoryMeasurement heap(String name, int backlog)
      throws BenchmarkFailedException, IOException, InterruptedException {
    try (BenchmarkEnvironment around = BenchmarkEnvironment.open(options, "producer-" + name);
        FreeApi api = FreeApi.start(rowsInAnAnswer(), around.folder().resolve("api"))) {
      around.offsets().create(TOPIC, Map.of());
      // By way of the proxy: the port stays the same while the broker is away.
      JarCommand command =
          HeapRatio.withItsHeap(command(around, around.kafka().address(), api, TOPIC));
      try (DaemonRun producer = DaemonRun.start(command)) {
        // One answer goes through, so that it knows the topic.
        api.allow(api.rowsInAnAnswer());
        producer.await(() -> around.offsets().end(TOPIC), api.rowsInAnAnswer());
        around.kafka().control().inflict(PartFault.AWAY, Duration.ZERO);
        long rows = (long) backlog / api.rowsInAnAnswer() * api.rowsInAnAnswer();
        api.allow(rows);
        producer.await(() -> api.served() - api.rowsInAnAnswer(), rows);
        // What was served last is taken in before the next call.
        producer.await(callsFrom(api), 2);
        return producer.memory();
      }
    }
  }

  private static DaemonRun.Counter callsFrom(FreeApi api) {
    long before = api.calls();
    return () -> api.calls() - before;
  }

  private static JarCommand command(
      BenchmarkEnvironment around, String bootstrapServers, FreeApi api, String topic)
      throws IOException {
    return around
        .daemon("producer", bootstrapServers)
        .arguments("--topic-1", topic, "--api-url", api.url(), "--poll-interval", "1ms");
  }
}
