package dev.fraudpipeline.common.config;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A daemon's command line: {@code --help}, {@code --version}, one option for each {@link Option}
 * that has one, and commands such as {@code check} with settings of their own. Mistakes in options
 * and settings are printed to stderr, a line each, and end with status 2. Not thread-safe.
 */
public final class DaemonCommandLine {
  /** The status of a run that could not begin, since a setting cannot work. */
  public static final int EXIT_BAD_SETTINGS = 2;

  private static final int COLUMNS = 110;

  /** A short option is one letter; what stands behind it may be a value. */
  private static final Pattern OPTION_NAME = Pattern.compile("--[a-zA-Z][\\w-]*|-\\w");

  private final String name;
  private final String description;
  private final List<Option<?>> settings;
  private final Map<String, String> environment;
  private final Map<String, Command> commands = new LinkedHashMap<>();

  /**
   * @param name the jar's, such as {@code producer}
   * @param description one sentence
   * @param environment the process's, by variable
   */
  public DaemonCommandLine(
      String name, String description, List<Option<?>> settings, Map<String, String> environment) {
    this.name = name;
    this.description = description;
    this.settings = List.copyOf(settings);
    this.environment = Map.copyOf(environment);
  }

  /**
   * Adds a command: {@code java -jar NAME.jar COMMAND [OPTIONS]}.
   *
   * @param commandSettings all that the command reads, in the order of its {@code --help}
   * @param action runs to its end and gives the process's status; may throw {@link
   *     InvalidConfigException}
   * @return this
   */
  public DaemonCommandLine command(
      String command,
      String commandDescription,
      List<Option<?>> commandSettings,
      ToIntFunction<Options> action) {
    commands.put(command, new Command(commandDescription, List.copyOf(commandSettings), action));
    return this;
  }

  /**
   * Reads the arguments and runs the daemon with them, or a command, or prints help, version or
   * mistakes.
   *
   * @param daemon runs to its end and gives the process's status; may throw {@link
   *     InvalidConfigException}
   * @return the process's status
   */
  public int run(String[] args, ToIntFunction<Options> daemon) {
    CommandLine commandLine =
        new CommandLine(PicocliOptions.of(title(), description, version(), settings));
    commands.forEach(
        (command, its) ->
            commandLine.addSubcommand(
                command, PicocliOptions.of(command, its.description(), version(), its.settings())));
    // All of it, for the commands too. A forgotten value is not the next option, and no argument is
    // the name of a file to read.
    commandLine.setUsageHelpWidth(COLUMNS);
    commandLine.setUnmatchedOptionsAllowedAsOptionParameters(false);
    commandLine.setExpandAtFiles(false);
    commandLine.setUsageHelpLongOptionsMaxWidth(40);
    PrintWriter err = commandLine.getErr();
    try {
      CommandLine.ParseResult parsed = commandLine.parseArgs(args);
      Optional<Integer> help = Optional.ofNullable(CommandLine.executeHelpRequest(parsed));
      if (help.isPresent()) {
        return help.get();
      }
      ToIntFunction<Options> action =
          parsed.hasSubcommand()
              ? commands.get(parsed.subcommand().commandSpec().name()).action()
              : daemon;
      return action.applyAsInt(new Options(PicocliOptions.values(parsed), environment));
    } catch (ParameterException e) {
      err.println(name + ": " + explain(e));
      err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    } catch (InvalidConfigException e) {
      e.problems().forEach(problem -> err.println(name + ": " + problem));
    }
    err.flush();
    return EXIT_BAD_SETTINGS;
  }

  /** Mistake in the arguments, in words; a stray value may be a secret and is not repeated. */
  private static String explain(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      if (unmatched.getUnmatched().isEmpty()) {
        // Only its words tell which.
        return e.getCommandLine().getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(option -> e.getMessage().contains("for option '" + option + "'"))
                .findFirst()
                .map(option -> "option " + option)
                .orElse("an option")
            + " needs a value, and something like an option follows it";
      }
      Set<String> known = e.getCommandLine().getSubcommands().keySet();
      Matcher name = OPTION_NAME.matcher(unmatched.getUnmatched().get(0));
      return name.lookingAt()
          ? "unknown option " + name.group()
          : "there is an argument that belongs to no option"
              + (known.isEmpty()
                  ? ""
                  : " and is no command: these are " + String.join(", ", known));
    }
    if (optionOf(e) instanceof OptionSpec option) {
      String what =
          e instanceof OverwrittenOptionException
              ? " is given twice"
              : e instanceof MissingParameterException ? " needs a value" : " takes no value";
      return "option " + option.longestName() + what;
    }
    return "bad arguments";
  }

  private static ArgSpec optionOf(ParameterException e) {
    return e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()
        ? missing.getMissing().get(0)
        : e.getArgSpec();
  }

  private String title() {
    return "java -jar " + name + ".jar";
  }

  private String version() {
    String version = DaemonCommandLine.class.getPackage().getImplementationVersion();
    return name + " " + (version == null ? "(not built as a jar)" : version);
  }

  /** Something else that the jar can do. */
  private record Command(
      String description, List<Option<?>> settings, ToIntFunction<Options> action) {}
}
