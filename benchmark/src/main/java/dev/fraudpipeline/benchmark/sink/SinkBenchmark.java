package dev.fraudpipeline.benchmark.sink;

import dev.fraudpipeline.benchmark.load.PaymentWorkload;
import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.benchmark.measure.MemoryMeasurement;
import dev.fraudpipeline.benchmark.measure.PairedRuns;
import dev.fraudpipeline.benchmark.measure.SteadyPace;
import dev.fraudpipeline.benchmark.report.BenchmarkReport;
import dev.fraudpipeline.benchmark.report.DaemonBenchmark;
import dev.fraudpipeline.benchmark.report.HeapRatio;
import dev.fraudpipeline.benchmark.run.BenchmarkEnvironment;
import dev.fraudpipeline.benchmark.run.BenchmarkOptions;
import dev.fraudpipeline.benchmark.run.DaemonRun;
import dev.fraudpipeline.benchmark.run.PartProcess;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** topic_2 to committed rows, beside the plain ways to fill such a table. */
public final class SinkBenchmark implements DaemonBenchmark {
  private static final int EACH_HUNDREDTH = 100;

  /** For each batch. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private static final String TOPIC = "topic_2";
  private static final String TOPIC_SMALL = "topic_2_small";
  private static final String TOPIC_REPEATS = "topic_2_repeats";
  private static final String TABLE_BASELINE = "baseline";
  private static final String TABLE = "transactions";

  private final BenchmarkOptions options;

  public SinkBenchmark(BenchmarkOptions options) {
    this.options = options;
  }

  @Override
  public void run(BenchmarkReport report)
      throws BenchmarkFailedException, IOException, InterruptedException {
    try (BenchmarkEnvironment around = BenchmarkEnvironment.open(options, "sink");
        PartProcess postgres = around.part("postgres", "--postgres-port", "0")) {
      PlainTableLoads database = new PlainTableLoads(postgres.direct(), "fraud", "fraud", "fraud");
      new Run(around, database, report).all();
    }
  }

  private static final class Run {
    private final BenchmarkEnvironment around;
    private final PlainTableLoads database;
    private final BenchmarkReport report;
    private final int records;
    private int sinks;
    private int tables;
    private long residentBytes;

    Run(BenchmarkEnvironment around, PlainTableLoads database, BenchmarkReport report) {
      this.around = around;
      this.database = database;
      this.report = report;
      this.records = around.options().records();
    }

    void all() throws BenchmarkFailedException, IOException, InterruptedException {
      PaymentWorkload workload = new PaymentWorkload(around.bootstrapServers());
      for (String topic : new String[] {TOPIC, TOPIC_SMALL, TOPIC_REPEATS}) {
        around.offsets().create(topic, Map.of());
      }
      workload.fillTopic2(TOPIC, records, 0);
      workload.fillTopic2(TOPIC_SMALL, around.options().smallBacklog(), 0);
      workload.fillTopic2(TOPIC_REPEATS, records, EACH_HUNDREDTH);
      Path rows = around.folder().resolve("rows.tsv");
      workload.writeRows(rows, records);

      PairedRuns pairs =
          PairedRuns.measure(
              around.options().pairs(),
              this::sink,
              () -> plain(() -> database.copy(rows, TABLE_BASELINE)));
      report.rate(
          "sink.rows_per_s", pairs.daemon(), "topic_2 to committed rows, " + pairs.daemonRuns());
      report.resident("sink.rss", residentBytes);
      report.rate(
          "sink.copy_rows_per_s",
          pairs.reference(),
          "COPY FROM STDIN of the same rows, prebuilt text, one transaction, "
              + pairs.referenceRuns());
      report.ratio("sink.ratio_copy", pairs.ratio(), 0.9, "sink over COPY, " + pairs.pairs());
      double insert = plain(() -> database.batchInsert(rows, TABLE_BASELINE));
      report.rate(
          "sink.batch_insert_rows_per_s",
          insert,
          "rewritten JDBC batches of %d, ON CONFLICT DO NOTHING"
              .formatted(PlainTableLoads.ROWS_IN_A_BATCH));
      report.ratio("sink.ratio_batch_insert", pairs.daemon() / insert, 2, "sink over batch insert");
      duplicates();
      MemoryMeasurement small = heap(TOPIC_SMALL, "slow_small", around.options().smallBacklog());
      HeapRatio.report(report, "sink", small, heap(TOPIC, "slow_large", records), around.options());
    }

    /** Into a table that the sink makes. The first one stays: others are made like it. */
    private double sink() throws BenchmarkFailedException, IOException, InterruptedException {
      String table = tables == 0 ? TABLE : TABLE + "_" + tables;
      tables++;
      double rate = drained(TOPIC, table, records);
      if (table.equals(TABLE)) {
        database.vacuum(table);
      } else {
        database.drop(table);
      }
      return rate;
    }

    /** Measures a plain way to fill a table, in one that is made like the sink's. */
    private double plain(PairedRuns.Measurement load)
        throws BenchmarkFailedException, IOException, InterruptedException {
      database.createLike(TABLE_BASELINE, TABLE);
      around.settle();
      double rate = load.perSecond();
      database.requireRows(TABLE_BASELINE, records);
      database.drop(TABLE_BASELINE);
      return rate;
    }

    private void duplicates() throws BenchmarkFailedException, IOException, InterruptedException {
      int distinct = records - records / EACH_HUNDREDTH;
      report.rate(
          "sink.rows_per_s_1_percent_duplicates",
          drained(TOPIC_REPEATS, "repeats", distinct),
          "the same with 1 % of records that were there before");
      report.rate(
          "sink.rows_per_s_100_percent_duplicates",
          drained(TOPIC, TABLE, records),
          "the same into the full table: every record is there already");
    }

    /** The rate of a sink until it has read all; checks what is in the table then. */
    private double drained(String topic, String table, long rows)
        throws BenchmarkFailedException, IOException, InterruptedException {
      database.settle();
      around.settle();
      String group = "bench-" + ++sinks;
      try (DaemonRun sink = DaemonRun.start(command(topic, table, group))) {
        SteadyPace pace = sink.await(() -> around.offsets().committed(group), records);
        residentBytes = sink.residentBytes();
        database.requireRows(table, rows);
        return pace.perSecond();
      }
    }

    /**
     * Measures the memory of a sink beside a database so slow that there is a backlog at each look,
     * and that all is in use that the sink may use to wait.
     */
    private MemoryMeasurement heap(String topic, String table, int backlog)
        throws BenchmarkFailedException, IOException, InterruptedException {
      database.createLike(table, TABLE);
      database.slowDown(table, SLOW);
      String group = "bench-" + ++sinks;
      JarCommand command = HeapRatio.withItsHeap(command(topic, table, group));
      try (DaemonRun sink = DaemonRun.start(command)) {
        return sink.memoryAtWork(() -> around.offsets().committed(group), backlog);
      }
    }

    private JarCommand command(String topic, String table, String group) throws IOException {
      return around
          .daemon("sink", around.bootstrapServers())
          .arguments("--topic-2", topic, "--table", table, "--group", group)
          .arguments("--database-url", database.url())
          .environment("DATABASE_PASSWORD", database.password());
    }
  }
}
