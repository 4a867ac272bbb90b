package dev.fraudpipeline.common.settings;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A daemon's command line: {@code --help}, {@code --version} and one option for each {@link
 * Setting} that has one. Mistakes in options and settings are printed to stderr, a line each, and
 * end with status 2.
 */
public final class CommandLineInterface {
  /** The status of a run that could not begin, since a setting cannot work. */
  public static final int EXIT_BAD_SETTINGS = 2;

  private static final int COLUMNS = 110;

  /** A short option is one letter; what stands behind it may be a value. */
  private static final Pattern OPTION_NAME = Pattern.compile("--[a-zA-Z][\\w-]*|-\\w");

  private final String name;
  private final String description;
  private final List<Setting<?>> settings;
  private final Map<String, String> environment;

  /**
   * @param name the jar's, such as {@code producer}
   * @param description one sentence
   * @param environment the process's, by variable
   */
  public CommandLineInterface(
      String name, String description, List<Setting<?>> settings, Map<String, String> environment) {
    this.name = name;
    this.description = description;
    this.settings = List.copyOf(settings);
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads the arguments and runs the daemon with them, or prints help, version or mistakes.
   *
   * @param daemon runs to its end and gives the process's status; may throw {@link
   *     InvalidSettingsException}
   * @return the process's status
   */
  public int run(String[] args, ToIntFunction<Settings> daemon) {
    CommandLine commandLine = new CommandLine(spec());
    commandLine.setUsageHelpWidth(COLUMNS);
    // A forgotten value is not the next option, and no argument is the name of a file to read.
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
      return daemon.applyAsInt(new Settings(options(parsed), environment));
    } catch (ParameterException e) {
      err.println(name + ": " + explain(e));
      err.println("Try: java -jar " + name + ".jar --help");
    } catch (InvalidSettingsException e) {
      e.problems().forEach(problem -> err.println(name + ": " + problem));
    }
    err.flush();
    return EXIT_BAD_SETTINGS;
  }

  /** What is wrong with the arguments; a stray value may be a secret and is not repeated. */
  private static String explain(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      if (unmatched.getUnmatched().isEmpty()) {
        return "an option needs a value, and something like an option follows it";
      }
      Matcher name = OPTION_NAME.matcher(unmatched.getUnmatched().get(0));
      return name.lookingAt()
          ? "unknown option " + name.group()
          : "there is an argument that belongs to no option";
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

  private static Map<String, String> options(CommandLine.ParseResult parsed) {
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      if (option.getValue() instanceof String text) {
        options.put(option.longestName(), text);
      }
    }
    return options;
  }

  private CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("java -jar " + name + ".jar");
    spec.version(name + " " + version());
    spec.usageMessage()
        .description(description, "")
        .sortOptions(false)
        .sortSynopsis(false)
        .abbreviateSynopsis(true)
        .optionListHeading(
            "Every setting is an option and an environment variable; the option wins.%n%n")
        .footerHeading("%nOnly from the environment:%n")
        .footer(
            settings.stream()
                .filter(setting -> setting.option().isEmpty())
                .map(setting -> "  %-18s %s".formatted(setting.variable(), setting.description()))
                .map(line -> line.replace("%", "%%"))
                .toArray(String[]::new));
    if (settings.stream().allMatch(setting -> setting.option().isPresent())) {
      spec.usageMessage().footerHeading("");
    }
    for (Setting<?> setting : settings) {
      setting.option().ifPresent(option -> spec.addOption(option(option, setting)));
    }
    spec.addOption(
        OptionSpec.builder("--help", "-h")
            .usageHelp(true)
            .description("Show this and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("--version", "-V")
            .versionHelp(true)
            .description("Show the version and exit.")
            .build());
    return spec;
  }

  private static OptionSpec option(String option, Setting<?> setting) {
    String fallback =
        setting.defaultText().map(text -> " Default: " + text).orElse("").replace("%", "%%");
    return OptionSpec.builder(option)
        .type(String.class)
        .paramLabel("VALUE")
        .description(setting.description().replace("%", "%%"), setting.variable() + "." + fallback)
        .build();
  }

  private static String version() {
    String version = CommandLineInterface.class.getPackage().getImplementationVersion();
    return version == null ? "(not built as a jar)" : version;
  }
}
