package dev.fraudpipeline.sandbox.command;

import dev.fraudpipeline.common.config.DaemonCommandLine;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** One run of a picocli command, whose mistakes are one line on standard error. */
public final class CommandExecution {
  private static final int COLUMNS = 110;
  private static final int EXIT_FAILURE = 1;

  private CommandExecution() {}

  /**
   * Runs a command to its end.
   *
   * @param program stands before a mistake, and before the version
   * @return the process's status: 2 for bad arguments, 1 for what cannot be done
   */
  public static int run(String program, Object command, String... args) {
    CommandLine commandLine = new CommandLine(command);
    addStandardOptions(program, commandLine);
    commandLine.getSubcommands().values().forEach(sub -> addStandardOptions(program, sub));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpWidth(COLUMNS);
    commandLine.setParameterExceptionHandler((e, all) -> badArguments(program, e));
    commandLine.setExecutionExceptionHandler(
        (e, failed, parsed) -> {
          PrintWriter err = failed.getErr();
          err.println(program + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
          err.flush();
          return EXIT_FAILURE;
        });
    return commandLine.execute(args);
  }

  private static void addStandardOptions(String program, CommandLine commandLine) {
    String version = CommandExecution.class.getPackage().getImplementationVersion();
    commandLine
        .getCommandSpec()
        .mixinStandardHelpOptions(true)
        .version(program + " " + (version == null ? "(not built as a jar)" : version));
  }

  private static int badArguments(String program, ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(program + ": " + e.getMessage().lines().findFirst().orElse("bad arguments"));
    err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return DaemonCommandLine.EXIT_BAD_SETTINGS;
  }
}
