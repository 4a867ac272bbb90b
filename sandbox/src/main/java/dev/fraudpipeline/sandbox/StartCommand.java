package dev.fraudpipeline.sandbox;

import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.command.CommandFailedException;
import dev.fraudpipeline.sandbox.control.ControlServer;
import dev.fraudpipeline.sandbox.control.RemotePart;
import dev.fraudpipeline.sandbox.demo.DemoCommand;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.part.SandboxPart;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code PART...}: runs parts in this process until it is told to end. */
@Command(
    name = "java -jar sandbox.jar",
    description = {
      "Runs stand-ins for what the fraud pipeline talks to, on 127.0.0.1, until SIGTERM or Ctrl-C:",
      "a real Kafka broker, a real PostgreSQL, a payments API simulator, a model server.",
      "For demos and tests; nothing here is protected.",
      ""
    },
    synopsisHeading = "Usage: ",
    sortOptions = false,
    commandListHeading = "%nOther uses (each has --help):%n",
    subcommands = {FaultCommand.class, StatusCommand.class, DemoCommand.class})
final class StartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PART",
      arity = "0..*",
      description = "kafka, postgres, api or model; one or several in this process.")
  private List<String> parts;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".sandbox",
      description = "Where each part keeps its things, in a folder of its own. Default: .sandbox")
  private Path data;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Default: 9092. Of each port: 0 is any that is free.")
  private int kafkaPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      defaultValue = "5432",
      description = "Default: 5432")
  private int postgresPort;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "8000",
      description = "Default: 8000")
  private int apiPort;

  @Option(
      names = "--api-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "api: where it listens; 0.0.0.0 in a container. Default: 127.0.0.1")
  private InetAddress apiHost;

  @Option(
      names = "--rate-limit",
      paramLabel = "CALLS",
      defaultValue = "5",
      description = "api: calls a minute, 0 for no limit. Default: 5, as the real service")
  private int rateLimit;

  @Option(
      names = "--payments",
      paramLabel = "N",
      defaultValue = "0",
      description = "api: serve N payments, over all restarts, and then none. Default: no end")
  private long payments;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description =
          "api: serve a table of payments (csv), or recorded answers (JSON lines), each once.")
  private Path replay;

  @Option(
      names = "--opens-with",
      paramLabel = "FILE",
      description = {
        "api: serve no payments until this file is there, and so many in all while it holds a",
        "number. Default: serve at once"
      })
  private Path opensWith;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "api: of the payments that it makes up. Default: 1")
  private long seed;

  @Option(
      names = "--fraud-share",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "api: share of frauds among those, from 0 to 1. Default: 0.01")
  private double fraudShare;

  @Option(
      names = "--model-port",
      paramLabel = "PORT",
      defaultValue = "5000",
      description = "Default: 5000")
  private int modelPort;

  @Option(
      names = "--model-output",
      paramLabel = "KIND",
      defaultValue = "class",
      description = "model: class for 0 and 1, proba for the probability of fraud. Default: class")
  private ModelOutput modelOutput;

  private final Deque<SandboxPart> running = new ArrayDeque<>();
  private final CountDownLatch told = new CountDownLatch(1);

  private enum ModelOutput {
    CLASS,
    PROBA
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Set<PartName> names = names();
    Files.createDirectories(data);
    PrintWriter err = spec.commandLine().getErr();
    try (ControlServer control = ControlServer.start(data)) {
      Thread hook = new Thread(() -> close(control), "shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
      for (PartName name : names) {
        // With the lock: the end waits for a part that is just starting, and closes it too.
        synchronized (running) {
          if (told.getCount() == 0) {
            return 0;
          }
          SandboxPart part = start(name);
          running.push(part);
          control.add(part);
          err.println(part.name() + " is up at " + part.address());
          err.flush();
        }
      }
      told.await();
    }
    return 0;
  }

  /** Read here and not by picocli, which says "unmatched argument" where it cannot read one. */
  private Set<PartName> names() {
    if (parts == null || parts.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "name a part to run: " + PartName.choice());
    }
    Set<PartName> names = new LinkedHashSet<>();
    for (String part : parts) {
      try {
        names.add(new PartName.Converter().convert(part));
      } catch (TypeConversionException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage());
      }
    }
    return names;
  }

  private SandboxPart start(PartName name) {
    RemotePart.find(data, name.toString())
        .ifPresent(
            other -> {
              throw new CommandFailedException(
                  name + " runs on " + data + " already, as process " + other.pid());
            });
    try {
      Path folder = data.resolve(name.toString());
      return switch (name) {
        case KAFKA -> SandboxKafka.start(folder, kafkaPort);
        case POSTGRES -> SandboxPostgres.start(folder, postgresPort);
        case API ->
            PaymentsApi.start(
                new PaymentsApi.Options(
                    apiHost,
                    apiPort,
                    folder,
                    seed,
                    fraudShare,
                    rateLimit,
                    payments,
                    opensWith,
                    replay));
        case MODEL ->
            ModelServer.start(
                ModelServer.Options.defaults()
                    .withPort(modelPort)
                    .withProbabilities(modelOutput == ModelOutput.PROBA));
      };
    } catch (IOException | RuntimeException e) {
      throw new CommandFailedException(name + " cannot start: " + reason(e));
    }
  }

  /** A text of our own is told whole, since it says what to do; of others, only the gist. */
  private static String reason(Exception failure) {
    return failure instanceof IllegalStateException && failure.getCause() == null
        ? failure.getMessage()
        : LogText.cause(failure);
  }

  /** Closes the last started first. */
  private void close(ControlServer control) {
    synchronized (running) {
      control.close();
      while (!running.isEmpty()) {
        running.pop().close();
      }
      told.countDown();
    }
  }
}
