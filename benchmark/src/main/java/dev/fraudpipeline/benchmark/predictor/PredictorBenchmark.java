package dev.fraudpipeline.benchmark.predictor;

import dev.fraudpipeline.benchmark.load.PaymentWorkload;
import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.benchmark.measure.MemoryMeasurement;
import dev.fraudpipeline.benchmark.measure.NearestRank;
import dev.fraudpipeline.benchmark.measure.PairedRuns;
import dev.fraudpipeline.benchmark.predictor.KnownCostModel.Cost;
import dev.fraudpipeline.benchmark.report.BenchmarkReport;
import dev.fraudpipeline.benchmark.report.DaemonBenchmark;
import dev.fraudpipeline.benchmark.report.FigureGoal;
import dev.fraudpipeline.benchmark.report.HeapRatio;
import dev.fraudpipeline.benchmark.report.ReportedFigure;
import dev.fraudpipeline.benchmark.report.ReportedFigure.Unit;
import dev.fraudpipeline.benchmark.run.BenchmarkEnvironment;
import dev.fraudpipeline.benchmark.run.BenchmarkOptions;
import dev.fraudpipeline.benchmark.run.DaemonRun;
import dev.fraudpipeline.benchmark.run.PartProcess;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** topic_1 to committed topic_2 with models of known cost, beside what the same model can do. */
public final class PredictorBenchmark implements DaemonBenchmark {
  private static final Duration FIXED = Duration.ofMillis(10);
  private static final Duration SLOW = Duration.ofMillis(50);
  private static final Duration PER_ROW = Duration.ofNanos(20_000);

  private static final String TOPIC = "topic_1";
  private static final String TOPIC_SMALL = "topic_1_small";
  private static final String TOPIC_MODEL = "topic_1_model";
  private static final String TOPIC_ALARMS = "topic_1_alarms";
  private static final int ALARMS_A_SECOND = 100;
  private static final int BODIES = 20;

  private final BenchmarkOptions options;

  public PredictorBenchmark(BenchmarkOptions options) {
    this.options = options;
  }

  @Override
  public void run(BenchmarkReport report)
      throws BenchmarkFailedException, IOException, InterruptedException {
    try (BenchmarkEnvironment around = BenchmarkEnvironment.open(options, "predictor")) {
      new Run(around, report).all();
    }
  }

  private static final class Run {
    private final BenchmarkEnvironment around;
    private final BenchmarkReport report;
    private final BenchmarkOptions options;
    private final PaymentWorkload workload;
    private final PredictorRuns predictors;
    private int copies;

    Run(BenchmarkEnvironment around, BenchmarkReport report) {
      this.around = around;
      this.report = report;
      this.options = around.options();
      this.workload = new PaymentWorkload(around.bootstrapServers());
      this.predictors = new PredictorRuns(around);
    }

    void all() throws BenchmarkFailedException, IOException, InterruptedException {
      fill(TOPIC, options.records());
      fill(TOPIC_SMALL, options.smallBacklog());
      fill(TOPIC_MODEL, options.modelRecords());
      costless();
      fixedCost();
      classifier();
      alarms();
      heap();
    }

    private void fill(String topic, int records)
        throws BenchmarkFailedException, InterruptedException {
      around.offsets().create(topic, Map.of());
      workload.fillTopic1(topic, records);
    }

    private void costless() throws BenchmarkFailedException, IOException, InterruptedException {
      try (FreeModel model = FreeModel.start()) {
        PairedRuns pairs =
            PairedRuns.measure(
                options.pairs(), () -> predictors.drained(model.url(), TOPIC), this::copied);
        report.rate(
            "predictor.eos_copy_payments_per_s",
            pairs.reference(),
            "bare consume-send-commit copy, a transaction each %d ms, %s"
                .formatted(PredictorRuns.COMMIT_INTERVAL.toMillis(), pairs.referenceRuns()));
        report.rate(
            "predictor.payments_per_s",
            pairs.daemon(),
            TOPIC + " to committed, with a model that costs nothing, " + pairs.daemonRuns());
        report.resident("predictor.rss", predictors.residentBytes());
        report.ratio(
            "predictor.ratio_eos_copy",
            pairs.ratio(),
            0.5,
            "predictor over bare copy, " + pairs.pairs());
      }
    }

    private double copied() throws BenchmarkFailedException, IOException, InterruptedException {
      String output = "copied_" + ++copies;
      around.offsets().create(output, Map.of());
      around.settle();
      try {
        return EosCopy.perSecond(
            options.jar("benchmark"),
            around.bootstrapServers(),
            TOPIC,
            output,
            options.records(),
            PredictorRuns.COMMIT_INTERVAL);
      } finally {
        around.offsets().delete(output);
      }
    }

    private void fixedCost() throws BenchmarkFailedException, IOException, InterruptedException {
      try (KnownCostModel model = KnownCostModel.start(new Cost(FIXED, PER_ROW, 1))) {
        String what = "10 ms + 20 us a row, one thread";
        double generator = generated("predictor.fixed_model_rows_per_s", model.url(), what);
        double predictor = scored("predictor.fixed_model_payments_per_s", model.url(), what);
        report.ratio(
            "predictor.ratio_model", predictor / generator, 0.95, "predictor over load generator");
      }
    }

    private void classifier() throws BenchmarkFailedException, IOException, InterruptedException {
      try (PartProcess model = around.part("model", "--model-port", "0")) {
        String what = "the sandbox's classifier";
        double generator = generated("predictor.classifier_rows_per_s", model.address(), what);
        double predictor = scored("predictor.classifier_payments_per_s", model.address(), what);
        report.ratio(
            "predictor.ratio_classifier",
            predictor / generator,
            "predictor over load generator, who share the machine with the model");
      }
    }

    /** The rate that the endpoint itself allows. */
    private double generated(String figure, String url, String what)
        throws BenchmarkFailedException, InterruptedException {
      List<byte[]> bodies = PaymentWorkload.modelBodies(BODIES, PredictorRuns.BATCH);
      double rate =
          LoadGenerator.rowsPerSecond(
              url,
              bodies,
              PredictorRuns.BATCH,
              PredictorRuns.CONCURRENCY,
              Duration.ofSeconds(options.loadSeconds()));
      report.rate(
          figure,
          rate,
          "load generator, %d requests of %d prebuilt rows at a time, against %s"
              .formatted(PredictorRuns.CONCURRENCY, PredictorRuns.BATCH, what));
      return rate;
    }

    private double scored(String figure, String url, String what)
        throws BenchmarkFailedException, IOException, InterruptedException {
      double rate = predictors.drained(url, TOPIC_MODEL);
      report.rate(figure, rate, TOPIC_MODEL + " to committed, with " + what);
      return rate;
    }

    private void alarms() throws BenchmarkFailedException, IOException, InterruptedException {
      around
          .offsets()
          .create(TOPIC_ALARMS, Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
      String group = predictors.freshGroup();
      // As many threads as requests: what is measured is the predictor's share, not a queue's.
      try (KnownCostModel model =
          KnownCostModel.alarming(new Cost(FIXED, PER_ROW, PredictorRuns.CONCURRENCY))) {
        JarCommand command = predictors.command(model.url(), TOPIC_ALARMS, group);
        int warmUp = options.alarms() / 10;
        int all = warmUp + options.alarms();
        try (DaemonRun predictor = DaemonRun.start(command)) {
          workload.trickleTopic1(TOPIC_ALARMS, warmUp, 1, ALARMS_A_SECOND);
          predictor.await(() -> around.offsets().committed(group), warmUp);
          Map<String, Long> appended =
              workload.trickleTopic1(TOPIC_ALARMS, options.alarms(), 2, ALARMS_A_SECOND);
          predictor.await(() -> around.offsets().committed(group), all);
          Map<String, Long> alarms = AlarmLatency.alarmMillis(command.log());
          double[] over = AlarmLatency.overModel(appended, alarms, model.ownMillis());
          report.add(figure("predictor.alarm_p50_over_model_ms", 0.5, over));
          report.add(
              figure("predictor.alarm_p99_over_model_ms", 0.99, over)
                  .withGoal(FigureGoal.atMost(10)));
          report.add(figure("predictor.alarm_max_over_model_ms", 1, over));
        }
      }
    }

    private static ReportedFigure figure(String name, double share, double... over) {
      return ReportedFigure.of(
          name,
          NearestRank.at(share, over),
          Unit.MILLISECONDS,
          "append to alarm line without the request's own time, of %d payments at %d/s"
              .formatted(over.length, ALARMS_A_SECOND));
    }

    private void heap() throws BenchmarkFailedException, IOException, InterruptedException {
      MemoryMeasurement small = heap(TOPIC_SMALL, options.smallBacklog());
      HeapRatio.report(report, "predictor", small, heap(TOPIC, options.records()), options);
    }

    private MemoryMeasurement heap(String topic, int backlog)
        throws BenchmarkFailedException, IOException, InterruptedException {
      // So slow that there is a backlog at each look at the memory, and that all is in use that a
      // predictor may use to wait.
      try (KnownCostModel model = KnownCostModel.start(new Cost(SLOW, PER_ROW, 1))) {
        return predictors.memoryAtWork(model.url(), topic, backlog);
      }
    }
  }
}
