package dev.fraudpipeline.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.benchmark.predictor.PredictorBenchmark;
import dev.fraudpipeline.benchmark.producer.ProducerBenchmark;
import dev.fraudpipeline.benchmark.report.BenchmarkReport;
import dev.fraudpipeline.benchmark.report.DaemonBenchmark;
import dev.fraudpipeline.benchmark.report.ReportedFigure;
import dev.fraudpipeline.benchmark.report.RunCircumstances;
import dev.fraudpipeline.benchmark.run.BenchmarkOptions;
import dev.fraudpipeline.benchmark.sink.SinkBenchmark;
import dev.fraudpipeline.sandbox.command.CommandFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The benchmarks: what scripts/bench.sh starts. */
@Command(
    name = "java -jar benchmark.jar",
    description = {
      "Measures each daemon beside the plainest program that does the same work.",
      "They run in turn, on one broker and database, after runs that do not count, so that a rate"
          + " is the",
      "median of three. To be started by scripts/bench.sh, on a machine that does nothing else.",
      "Ends with status 0 where all could be measured, whether goals were met or not.",
      ""
    },
    sortOptions = false)
final class BenchmarkCommand implements Callable<Integer> {
  private static final int RECORDS = 1_000_000;
  private static final int QUICK_RECORDS = 20_000;
  private static final int FEWEST_RECORDS = 1_000;

  @Spec private CommandSpec spec;

  /** Which daemons there are to choose from. */
  enum Choice {
    PRODUCER,
    PREDICTOR,
    SINK,
    ALL
  }

  @Parameters(
      paramLabel = "WHAT",
      arity = "0..1",
      defaultValue = "all",
      description = "producer, predictor, sink or all. Default: all")
  private Choice what;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Write the figures there, too, as JSON; - is standard output, without the table.")
  private Path json;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Records of the large backlog; the small one is a tenth. Default: 1000000")
  private Integer records;

  @Option(
      names = "--quick",
      description = {
        "A small run (20000 records, few alarms) that proves that the benchmarks work.",
        "Its figures say nothing."
      })
  private boolean quick;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The project's folder, with the jars. Default: here")
  private Path home;

  @Option(
      names = "--keep",
      description = "Leave data and logs in the folder that is named at the beginning.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // What its own clients meet is thrown, too; the table is for people.
    System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", "off");
    Path project = home.toAbsolutePath().normalize();
    int size = size();
    requireJars(project);
    PrintWriter err = spec.commandLine().getErr();
    Path folder = Files.createTempDirectory("fraud-bench-");
    BenchmarkOptions options =
        quick
            ? BenchmarkOptions.quick(size, project, folder)
            : BenchmarkOptions.full(size, project, folder);
    say(err, "data and logs: " + folder);
    BenchmarkReport report = new BenchmarkReport();
    RunCircumstances.note(report, options, quick);
    // Told to end, it takes with it what it has started; PostgreSQL's own process ends its server.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().children().forEach(ProcessHandle::destroy),
                "bench-shutdown"));
    boolean ended = false;
    try {
      measure(options, report, err);
      ended = true;
    } finally {
      // What a failure left behind is evidence.
      if (ended && report.isComplete() && !keep) {
        remove(folder);
      }
    }
    show(report);
    return report.isComplete() ? 0 : 1;
  }

  private int size() {
    int size = records == null ? (quick ? QUICK_RECORDS : RECORDS) : records;
    if (size < FEWEST_RECORDS) {
      throw new ParameterException(
          spec.commandLine(), "--records must be at least " + FEWEST_RECORDS + ", but is " + size);
    }
    return size;
  }

  private void measure(BenchmarkOptions options, BenchmarkReport report, PrintWriter err)
      throws IOException, InterruptedException {
    for (Map.Entry<String, DaemonBenchmark> bench : chosen(options).entrySet()) {
      say(err, "measuring the " + bench.getKey() + " ...");
      try {
        bench.getValue().run(report);
      } catch (BenchmarkFailedException e) {
        say(err, bench.getKey() + ": " + e.getMessage());
        report.add(
            ReportedFigure.missing(
                bench.getKey() + ".unfinished", ReportedFigure.Unit.COUNT, e.getMessage()));
      }
    }
  }

  private Map<String, DaemonBenchmark> chosen(BenchmarkOptions options) {
    Map<String, DaemonBenchmark> all = new LinkedHashMap<>();
    all.put("producer", new ProducerBenchmark(options));
    all.put("predictor", new PredictorBenchmark(options));
    all.put("sink", new SinkBenchmark(options));
    if (what != Choice.ALL) {
      all.keySet().removeIf(name -> !name.equalsIgnoreCase(what.name()));
    }
    return all;
  }

  private void requireJars(Path project) {
    List<String> missing = new ArrayList<>();
    for (String module : List.of("benchmark", "sandbox", "producer", "predictor", "sink")) {
      Path jar = project.resolve(module).resolve("target").resolve(module + ".jar");
      if (!Files.isReadable(jar)) {
        missing.add(jar.toString());
      }
    }
    if (!missing.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "there is no " + String.join(", ", missing) + ": build it first");
    }
  }

  private void show(BenchmarkReport report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean toStandardOutput = json != null && json.toString().equals("-");
    if (toStandardOutput) {
      out.println(new String(report.json(), UTF_8));
    } else {
      out.print(report.table());
    }
    out.flush();
    if (json != null && !toStandardOutput) {
      try {
        Files.write(json, report.json());
      } catch (IOException e) {
        throw new CommandFailedException(json + " cannot be written: " + e.getMessage());
      }
    }
  }

  private static void say(PrintWriter err, String line) {
    err.println("bench: " + line);
    err.flush();
  }

  private static void remove(Path folder) throws IOException {
    List<Path> leavesFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      leavesFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : leavesFirst) {
      Files.deleteIfExists(path);
    }
  }
}
