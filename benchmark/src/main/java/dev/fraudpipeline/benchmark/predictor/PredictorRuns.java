package dev.fraudpipeline.benchmark.predictor;

import dev.fraudpipeline.benchmark.load.PaymentWorkload;
import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.benchmark.measure.MemoryMeasurement;
import dev.fraudpipeline.benchmark.measure.SteadyPace;
import dev.fraudpipeline.benchmark.report.HeapRatio;
import dev.fraudpipeline.benchmark.run.BenchmarkEnvironment;
import dev.fraudpipeline.benchmark.run.DaemonRun;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Predictors at work, each in a group and with a topic_2 of its own. Not thread-safe. */
final class PredictorRuns {
  static final int CONCURRENCY = 4;
  static final int BATCH = 500;
  static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

  private final BenchmarkEnvironment around;
  private int groups;
  private long residentBytes;

  PredictorRuns(BenchmarkEnvironment around) {
    this.around = around;
  }

  String freshGroup() {
    return "bench-" + ++groups;
  }

  /** Real memory of the predictor that drained last, read at its end. */
  long residentBytes() {
    return residentBytes;
  }

  /** Command that starts a predictor. */
  JarCommand command(String modelUrl, String topic, String group) throws IOException {
    return around
        .daemon("predictor", around.bootstrapServers())
        .arguments("--topic-1", topic, "--topic-2", outputOf(group), "--group", group)
        .arguments("--model-url", modelUrl, "--model-name", PaymentWorkload.MODEL)
        .arguments("--batch-size", Integer.toString(BATCH))
        // As variables: one that a version does not know is no mistake.
        .environment("MODEL_CONCURRENCY", Integer.toString(CONCURRENCY))
        .environment("COMMIT_INTERVAL", COMMIT_INTERVAL.toMillis() + "ms");
  }

  private static String outputOf(String group) {
    return "topic_2_" + group;
  }

  /** The rate from a full topic to committed predictions, which are counted. */
  double drained(String modelUrl, String topic)
      throws BenchmarkFailedException, IOException, InterruptedException {
    long records = around.offsets().end(topic);
    String group = freshGroup();
    around.offsets().create(outputOf(group), Map.of());
    around.settle();
    try (DaemonRun predictor = DaemonRun.start(command(modelUrl, topic, group))) {
      SteadyPace pace = predictor.await(() -> around.offsets().committed(group), records);
      residentBytes = predictor.residentBytes();
      around.requireRecords(outputOf(group), records);
      return pace.perSecond();
    } finally {
      around.offsets().delete(outputOf(group));
    }
  }

  /** Measures the memory of a predictor while it works off the first half of a backlog. */
  MemoryMeasurement memoryAtWork(String modelUrl, String topic, int backlog)
      throws BenchmarkFailedException, IOException, InterruptedException {
    String group = freshGroup();
    JarCommand command = HeapRatio.withItsHeap(command(modelUrl, topic, group));
    try (DaemonRun predictor = DaemonRun.start(command)) {
      return predictor.memoryAtWork(() -> around.offsets().committed(group), backlog);
    }
  }
}
