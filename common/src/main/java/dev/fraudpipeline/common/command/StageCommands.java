package dev.fraudpipeline.common.command;

import dev.fraudpipeline.common.command.check.CheckTable;
import dev.fraudpipeline.common.command.replay.RecordRestorer;
import dev.fraudpipeline.common.command.replay.ReplayCommand;
import dev.fraudpipeline.common.command.replay.ReplayOptions;
import dev.fraudpipeline.common.command.replay.ReplayPlan;
import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.Options;
import java.io.PrintStream;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Adds to a daemon's command line the commands that each of the three jars has. */
public final class StageCommands {
  private final DaemonCommandLine commandLine;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param out where commands print what they were asked for
   * @param err where they print all else
   */
  public StageCommands(DaemonCommandLine commandLine, PrintStream out, PrintStream err) {
    this.commandLine = commandLine;
    this.out = out;
    this.err = err;
  }

  /**
   * Adds the command that looks at everything and changes nothing.
   *
   * @param all what the daemon reads
   * @param checks whose parts are made once the options are known to be right
   */
  public StageCommands check(List<Option<?>> all, Function<Options, CheckTable> checks) {
    commandLine.command(
        "check",
        "Tells what works and what does not, and changes nothing.",
        all,
        options -> checks.apply(options).run(out));
    return this;
  }

  /**
   * Adds {@code replay}.
   *
   * @param stage whose rejections are replayed
   * @param topic names where they go
   * @param own what the stage reads beside that
   * @param idPrefix what the transactional id begins with, by the value of {@code own}
   * @param restorer makes of a rejected record what is sent again, by the value of {@code own}
   */
  public <T> StageCommands replay(
      String stage,
      String description,
      Option<String> topic,
      Option<T> own,
      Function<T, String> idPrefix,
      BiFunction<ReplayPlan, T, RecordRestorer> restorer) {
    commandLine.command(
        "replay",
        description,
        ReplayOptions.settings(topic, own),
        options -> {
          ReplayPlan plan = ReplayPlan.from(options, stage, topic);
          T value = options.get(own);
          options.throwIfInvalid();
          try (RecordRestorer restoring = restorer.apply(plan, value)) {
            String id = ReplayPlan.transactionalId(idPrefix.apply(value));
            return new ReplayCommand(plan, id, restoring, out, err).run();
          }
        });
    return this;
  }
}
