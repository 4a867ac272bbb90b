package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.sandbox.api.ReplayFile;
import dev.fraudpipeline.sandbox.api.ReplayFormatException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: what scripts/demo.sh starts. */
@Command(
    name = "demo",
    description = {
      "Runs the whole pipeline on this machine.",
      "Starts, each as a process, a Kafka broker, PostgreSQL, a payments API and a model server,",
      "and the producer, the predictor and the sink.",
      "Shows what flows, and proves in the end with a ledger that nothing was lost.",
      "Ends with status 0 where the ledger balances. To be started by scripts/demo.sh.",
      ""
    },
    sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
  private static final int MOST_PAYMENTS_A_SECOND = 20_000;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  @Spec private CommandSpec spec;

  @Option(
      names = "--payments",
      paramLabel = "N",
      description = "End by itself when N payments were served and have arrived.")
  private Long payments;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "20",
      description = "Payments a second. Default: 20 (the real service allows 5 a minute)")
  private double rate;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = {
        "Serve this file instead of made-up payments, each once: the training file or a csv",
        "with the API's columns, in any order; recorded answers or objects as JSON lines."
      })
  private Path replay;

  @Option(names = "--keep", description = "Leave PostgreSQL running in the end, for a look.")
  private boolean keep;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Folder for all data and logs, empty or not there yet.",
        "Default: a new one in demo/, of which only the logs stay."
      })
  private Path data;

  @Option(
      names = "--live",
      description = "Rewrite the status line in place; the script adds it on a terminal.")
  private boolean live;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The project's folder. Default: where this jar was built, else here")
  private Path home;

  @Option(names = "--sandbox-jar", paramLabel = "JAR", description = "Default: this jar")
  private Path sandboxJar;

  @Option(
      names = "--producer-jar",
      paramLabel = "JAR",
      description = "Default: producer/target/producer.jar in the project's folder")
  private Path producerJar;

  @Option(names = "--predictor-jar", paramLabel = "JAR", description = "In the same way")
  private Path predictorJar;

  @Option(names = "--sink-jar", paramLabel = "JAR", description = "In the same way")
  private Path sinkJar;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DemoOptions options = options();
    // Before the first logger is made: the screen is for the demo alone.
    Files.createDirectories(options.folder().resolve("logs"));
    System.setProperty(
        "org.slf4j.simpleLogger.logFile",
        options.folder().resolve("logs").resolve("demo.log").toString());
    EndRequest end = new EndRequest();
    SignalHandling.passTo(end);
    boolean colours = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    DemoScreen screen = new DemoScreen(System.out, live, colours);
    try {
      return new DemoRun(options, screen, end).run();
    } finally {
      if (options.disposable() && !options.keep()) {
        removeData(options.folder());
      }
    }
  }

  private DemoOptions options() {
    List<String> problems = new ArrayList<>();
    Path project = project();
    Path thisJar = jar(sandboxJar, project, "sandbox", problems);
    DemoOptions.Jars jars =
        new DemoOptions.Jars(
            thisJar,
            jar(producerJar, project, "producer", problems),
            jar(predictorJar, project, "predictor", problems),
            jar(sinkJar, project, "sink", problems));
    if (payments != null && payments < 1) {
      problems.add("--payments must be a whole number above 0, but is " + payments);
    }
    if (!(rate > 0 && rate <= MOST_PAYMENTS_A_SECOND)) {
      problems.add("--rate must be above 0 and at most " + MOST_PAYMENTS_A_SECOND);
    }
    boolean table = replay != null && checkReplay(problems);
    if (data != null && isOccupied(data)) {
      problems.add("--data: " + data + " is not an empty folder");
    }
    if (!problems.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("; ", problems));
    }
    Path folder = data == null ? newFolder(project) : data;
    return new DemoOptions(
        payments == null ? 0 : payments,
        rate,
        Optional.ofNullable(replay).map(Path::toAbsolutePath),
        table,
        keep,
        folder.toAbsolutePath().normalize(),
        data == null,
        jars);
  }

  /** Reads all that will be served, and says whether it is a table. */
  private boolean checkReplay(List<String> problems) {
    try {
      ReplayFile file = new ReplayFile(replay);
      file.check(payments == null ? 0 : payments);
      return file.isTable();
    } catch (ReplayFormatException e) {
      problems.add("--replay: " + e.getMessage());
    } catch (IOException e) {
      problems.add("--replay: there is no readable file " + replay);
    }
    return false;
  }

  /** The script finds it by the process number. */
  private static Path newFolder(Path project) {
    String time = LocalDateTime.now(ZoneOffset.UTC).format(NAME);
    return project.resolve("demo").resolve(time + "-" + ProcessHandle.current().pid());
  }

  private Path project() {
    if (home != null) {
      return home.toAbsolutePath().normalize();
    }
    Path built = thisJar().map(jar -> jar.resolve("../../..").normalize()).orElse(Path.of(""));
    return Files.exists(built.resolve("producer")) ? built : Path.of("").toAbsolutePath();
  }

  /** The jar that this class was loaded from; empty where it was loaded from a folder. */
  private static Optional<Path> thisJar() {
    try {
      Path source =
          Path.of(DemoCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Optional.of(source).filter(Files::isRegularFile);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Path jar(Path given, Path project, String module, List<String> problems) {
    Path built = project.resolve(module).resolve("target").resolve(module + ".jar");
    Path fallback = module.equals("sandbox") ? thisJar().orElse(built) : built;
    Path jar = given == null ? fallback : given.toAbsolutePath();
    if (!Files.isReadable(jar)) {
      problems.add("there is no " + ShellWord.of(jar));
    }
    return jar;
  }

  private static boolean isOccupied(Path folder) {
    if (Files.notExists(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isPresent();
    } catch (IOException e) {
      return true;
    }
  }

  /** Removes all but the logs. */
  private static void removeData(Path folder) throws IOException {
    Path logs = folder.resolve("logs");
    List<Path> leavesFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      leavesFirst =
          all.filter(path -> !path.equals(folder) && !path.startsWith(logs))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path path : leavesFirst) {
      Files.deleteIfExists(path);
    }
  }
}
