package dev.fraudpipeline.sandbox.bench;

import dev.fraudpipeline.sandbox.bench.Figure.Unit;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** topic_2 to committed rows, beside the plain ways to fill such a table. */
final class SinkBench implements Bench {
  private static final int EACH_HUNDREDTH = 100;

  private static final String TOPIC = "topic_2";
  private static final String TOPIC_SMALL = "topic_2_small";
  private static final String TOPIC_REPEATS = "topic_2_repeats";
  private static final String TABLE_SMALL = "small";
  private static final String TABLE_BASELINE = "baseline";
  private static final String TABLE = "transactions";

  private final BenchOptions options;

  SinkBench(BenchOptions options) {
    this.options = options;
  }

  @Override
  public void run(Report report) throws BenchFailedException, IOException, InterruptedException {
    try (Surroundings around = Surroundings.open(options, "sink");
        PartProcess postgres = around.part("postgres", "--postgres-port", "0")) {
      BenchDatabase database = new BenchDatabase(postgres.direct(), "fraud", "fraud", "fraud");
      new Run(around, database, report).all();
    }
  }

  private static final class Run {
    private final Surroundings around;
    private final BenchDatabase database;
    private final Report report;
    private final int records;
    private int sinks;

    Run(Surroundings around, BenchDatabase database, Report report) {
      this.around = around;
      this.database = database;
      this.report = report;
      this.records = around.options().records();
    }

    void all() throws BenchFailedException, IOException, InterruptedException {
      Workload workload = new Workload(around.bootstrapServers());
      for (String topic : new String[] {TOPIC, TOPIC_SMALL, TOPIC_REPEATS}) {
        around.offsets().create(topic, Map.of());
      }
      workload.fillTopic2(TOPIC, records, 0);
      workload.fillTopic2(TOPIC_SMALL, around.options().smallBacklog(), 0);
      workload.fillTopic2(TOPIC_REPEATS, records, EACH_HUNDREDTH);
      Path rows = around.folder().resolve("rows.tsv");
      workload.writeRows(rows, records);

      // The sink makes the table that the others are made like.
      Measured small = heap(TOPIC_SMALL, TABLE_SMALL);
      // The server makes the files of its write-ahead log once, and uses them again: for nobody's
      // account. COPY is measured before and after, since the disk has better and worse moments.
      copy(rows);
      double copyBefore = copy(rows);
      double sink = drained("sink.rows_per_s", TOPIC, TABLE, records, "topic_2 to committed rows");
      double copy = (copyBefore + copy(rows)) / 2;
      report.add(
          Figure.of(
              "sink.copy_rows_per_s",
              copy,
              Unit.PER_SECOND,
              "COPY FROM STDIN of the same rows, prebuilt text, one transaction; mean of two"));
      report.add(
          Figure.of("sink.ratio_copy", sink / copy, Unit.RATIO, "sink over COPY")
              .withGoal(Goal.atLeast(0.9)));
      double insert = batchInsert(rows);
      report.add(
          Figure.of("sink.ratio_batch_insert", sink / insert, Unit.RATIO, "sink over batch insert")
              .withGoal(Goal.atLeast(2)));
      int distinct = records - records / EACH_HUNDREDTH;
      drained(
          "sink.rows_per_s_1_percent_duplicates",
          TOPIC_REPEATS,
          "repeats",
          distinct,
          "the same with 1 % of records that were there before");
      drained(
          "sink.rows_per_s_100_percent_duplicates",
          TOPIC,
          TABLE,
          records,
          "the same into the full table: every record is there already");
      heapRatio(small, heap(TOPIC, "large"));
    }

    private double copy(Path rows) throws BenchFailedException, IOException {
      database.createLike(TABLE_BASELINE, TABLE_SMALL);
      double copy = database.copy(rows, TABLE_BASELINE);
      database.requireRows(TABLE_BASELINE, records);
      database.drop(TABLE_BASELINE);
      return copy;
    }

    private double batchInsert(Path rows) throws BenchFailedException, IOException {
      database.createLike(TABLE_BASELINE, TABLE_SMALL);
      double insert = database.batchInsert(rows, TABLE_BASELINE);
      database.requireRows(TABLE_BASELINE, records);
      database.drop(TABLE_BASELINE);
      report.add(
          Figure.of(
              "sink.batch_insert_rows_per_s",
              insert,
              Unit.PER_SECOND,
              "rewritten JDBC batches of "
                  + BenchDatabase.ROWS_IN_A_BATCH
                  + ", ON CONFLICT DO NOTHING"));
      return insert;
    }

    /** Runs a sink until it has read all, and checks what is in the table then. */
    private double drained(String figure, String topic, String table, long rows, String what)
        throws BenchFailedException, IOException, InterruptedException {
      database.settle();
      String group = "bench-" + ++sinks;
      try (DaemonRun sink = DaemonRun.start(command(topic, table, group))) {
        Pace pace = sink.await(() -> around.offsets().committed(group), records);
        if (!report.has("sink.rss")) {
          rss(sink);
        }
        database.requireRows(table, rows);
        report.add(Figure.of(figure, pace.perSecond(), Unit.PER_SECOND, what));
        return pace.perSecond();
      }
    }

    private void rss(DaemonRun sink) throws BenchFailedException, InterruptedException {
      double mebibytes = new Measured(0, sink.residentBytes()).residentMebibytes();
      report.add(
          Figure.of("sink.rss", mebibytes, Unit.MEBIBYTES, "resident at the end of that run"));
    }

    private Measured heap(String topic, String table)
        throws BenchFailedException, IOException, InterruptedException {
      String group = "bench-" + ++sinks;
      try (DaemonRun sink = DaemonRun.start(command(topic, table, group))) {
        return sink.memoryAtWork(() -> around.offsets().committed(group));
      }
    }

    private void heapRatio(Measured small, Measured large) {
      HeapRatio.report(report, "sink", small, large, around.options());
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
