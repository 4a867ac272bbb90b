package dev.fraudpipeline.sandbox;

import dev.fraudpipeline.common.config.DaemonCommandLine;
import dev.fraudpipeline.common.log.LoggingSetup;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The sandbox's command line: parts, faults, status and the demo. */
public final class Main {
  private static final int COLUMNS = 110;
  private static final int EXIT_FAILURE = 1;

  private Main() {}

  public static void main(String[] args) {
    LoggingSetup.setUp();
    System.exit(run(args));
  }

  /**
   * Runs a command to its end; a mistake in the arguments, and what goes wrong, is one line on
   * standard error.
   *
   * @return the process's status: 2 for bad arguments, 1 for what cannot be done
   */
  static int run(String... args) {
    CommandLine commandLine = new CommandLine(new StartCommand());
    for (CommandLine sub : commandLine.getSubcommands().values()) {
      sub.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpWidth(COLUMNS);
    commandLine.setParameterExceptionHandler(Main::badArguments);
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          PrintWriter err = command.getErr();
          err.println("sandbox: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
          err.flush();
          return EXIT_FAILURE;
        });
    return commandLine.execute(args);
  }

  private static int badArguments(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("sandbox: " + e.getMessage().lines().findFirst().orElse("bad arguments"));
    err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return DaemonCommandLine.EXIT_BAD_SETTINGS;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"sandbox " + (version == null ? "(not built as a jar)" : version)};
    }
  }
}
