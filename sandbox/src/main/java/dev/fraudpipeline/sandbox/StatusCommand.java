package dev.fraudpipeline.sandbox;

import dev.fraudpipeline.sandbox.control.PartState;
import dev.fraudpipeline.sandbox.control.RemotePart;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: which parts run on a data folder, where, and how they are. */
@Command(name = "status", description = "Shows which parts run, where, and what they count.")
final class StatusCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String ROW = "%-9s %-8s %-8s %s%n";

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".sandbox",
      description = "The folder that the parts were started with. Default: .sandbox")
  private Path data;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, ROW, "PART", "PID", "FAULT", "ADDRESS AND COUNTERS");
    for (PartName part : PartName.ALL) {
      Optional<RemotePart> remote = RemotePart.find(data, part.toString());
      String pid = remote.map(r -> Long.toString(r.pid())).orElse("-");
      try {
        Optional<PartState> state = remote.flatMap(r -> r.state(TIMEOUT));
        if (state.isEmpty()) {
          out.printf(Locale.ROOT, ROW, part, "-", "-", "does not run");
        } else {
          out.printf(Locale.ROOT, ROW, part, pid, fault(state.get()), details(state.get()));
        }
      } catch (UncheckedIOException e) {
        out.printf(Locale.ROOT, ROW, part, pid, "?", "does not answer");
      }
    }
    out.flush();
    return 0;
  }

  private static String fault(PartState state) {
    return state.fault() == null ? "none" : state.fault().name().toLowerCase(Locale.ROOT);
  }

  private static String details(PartState state) {
    return new TreeMap<>(state.status())
        .entrySet().stream()
            // It has a column of its own.
            .filter(entry -> !entry.getKey().equals("fault"))
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" ", state.address() + " ", ""));
  }
}
