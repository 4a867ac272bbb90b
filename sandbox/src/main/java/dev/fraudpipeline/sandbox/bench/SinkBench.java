package dev.fraudpipeline.sandbox.bench;

import dev.fraudpipeline.sandbox.bench.Figure.Unit;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** topic_2 to committed rows, beside the plain ways to fill such a table. */
final class SinkBench implements Bench {
  private static final int EACH_HUNDREDTH = 100;

  /** For each batch. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private static final String TOPIC = "topic_2";
  private static final String TOPIC_SMALL = "topic_2_small";
  private static final String TOPIC_REPEATS = "topic_2_repeats";
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
    private int tables;
    private long residentBytes;

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

      Pairs pairs = Pairs.measure(around.options().pairs(), this::sink, () -> copy(rows));
      report.add(
          Figure.of(
              "sink.rows_per_s",
              pairs.daemon(),
              Unit.PER_SECOND,
              "topic_2 to committed rows, " + pairs.daemonRuns()));
      report.add(
          Figure.of(
              "sink.rss",
              Measured.mebibytes(residentBytes),
              Unit.MEBIBYTES,
              "resident at the end of the last of those runs"));
      report.add(
          Figure.of(
              "sink.copy_rows_per_s",
              pairs.reference(),
              Unit.PER_SECOND,
              "COPY FROM STDIN of the same rows, prebuilt text, one transaction, "
                  + pairs.referenceRuns()));
      report.add(
          Figure.of(
                  "sink.ratio_copy", pairs.ratio(), Unit.RATIO, "sink over COPY, " + pairs.pairs())
              .withGoal(Goal.atLeast(0.9)));
      double insert = batchInsert(rows);
      report.add(
          Figure.of(
                  "sink.ratio_batch_insert",
                  pairs.daemon() / insert,
                  Unit.RATIO,
                  "sink over batch insert")
              .withGoal(Goal.atLeast(2)));
      duplicates();
      Measured small = heap(TOPIC_SMALL, "slow_small", around.options().smallBacklog());
      HeapRatio.report(report, "sink", small, heap(TOPIC, "slow_large", records), around.options());
    }

    /** Into a table that the sink makes. The first one stays: others are made like it. */
    private double sink() throws BenchFailedException, IOException, InterruptedException {
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

    private double copy(Path rows) throws BenchFailedException, IOException, InterruptedException {
      database.createLike(TABLE_BASELINE, TABLE);
      around.settle();
      double copy = database.copy(rows, TABLE_BASELINE);
      database.requireRows(TABLE_BASELINE, records);
      database.drop(TABLE_BASELINE);
      return copy;
    }

    private double batchInsert(Path rows)
        throws BenchFailedException, IOException, InterruptedException {
      database.createLike(TABLE_BASELINE, TABLE);
      around.settle();
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

    private void duplicates() throws BenchFailedException, IOException, InterruptedException {
      int distinct = records - records / EACH_HUNDREDTH;
      report.add(
          Figure.of(
              "sink.rows_per_s_1_percent_duplicates",
              drained(TOPIC_REPEATS, "repeats", distinct),
              Unit.PER_SECOND,
              "the same with 1 % of records that were there before"));
      report.add(
          Figure.of(
              "sink.rows_per_s_100_percent_duplicates",
              drained(TOPIC, TABLE, records),
              Unit.PER_SECOND,
              "the same into the full table: every record is there already"));
    }

    /** The rate of a sink until it has read all; checks what is in the table then. */
    private double drained(String topic, String table, long rows)
        throws BenchFailedException, IOException, InterruptedException {
      database.settle();
      around.settle();
      String group = "bench-" + ++sinks;
      try (DaemonRun sink = DaemonRun.start(command(topic, table, group))) {
        Pace pace = sink.await(() -> around.offsets().committed(group), records);
        residentBytes = sink.residentBytes();
        database.requireRows(table, rows);
        return pace.perSecond();
      }
    }

    /**
     * What a sink needs of memory beside a database so slow that there is a backlog at each look,
     * and that all is in use that the sink may use to wait.
     */
    private Measured heap(String topic, String table, int backlog)
        throws BenchFailedException, IOException, InterruptedException {
      database.createLike(table, TABLE);
      database.slowDown(table, SLOW);
      String group = "bench-" + ++sinks;
      JarCommand command = command(topic, table, group).jvmOptions(HeapRatio.JVM_OPTIONS);
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
