package dev.fraudpipeline.common.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Translates {@link Option}s for picocli, and the values that come back from it. */
final class PicocliOptions {
  private PicocliOptions() {}

  /** A command with an option, a flag or a parameter for each setting that has one. */
  static CommandSpec of(String name, String description, String version, List<Option<?>> all) {
    CommandSpec spec = CommandSpec.create().name(name).version(version);
    spec.usageMessage()
        .description(escaped(description), "")
        .sortOptions(false)
        .sortSynopsis(false)
        .abbreviateSynopsis(true)
        .commandListHeading("%nCommands (each has --help):%n");
    if (all.stream().anyMatch(setting -> setting.variable().isPresent())) {
      spec.usageMessage().optionListHeading(heading(all));
    }
    List<String> variables =
        all.stream()
            .filter(setting -> setting.form() == Option.Form.VARIABLE)
            .map(setting -> "  %-18s %s".formatted(setting.label(), setting.description()))
            .map(PicocliOptions::escaped)
            .toList();
    if (!variables.isEmpty()) {
      spec.usageMessage()
          .footerHeading("%nOnly from the environment:%n")
          .footer(variables.toArray(String[]::new));
    }
    for (Option<?> setting : all) {
      switch (setting.form()) {
        case OPTION, FLAG -> spec.addOption(option(setting));
        case PARAMETER -> spec.addPositional(parameter(setting));
        case VARIABLE -> {}
      }
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

  /** Of the options; parameters stand before it. */
  private static String heading(List<Option<?>> all) {
    boolean afterParameters =
        all.stream().anyMatch(setting -> setting.form() == Option.Form.PARAMETER);
    boolean someAreOptionsOnly = all.stream().anyMatch(setting -> setting.variable().isEmpty());
    return (afterParameters ? "%n" : "")
        + (someAreOptionsOnly
            ? "Where an option has an environment variable, named below it, the option wins."
            : "Every setting is an option and an environment variable; the option wins.")
        + "%n%n";
  }

  private static OptionSpec option(Option<?> setting) {
    OptionSpec.Builder option = OptionSpec.builder(setting.option().orElseThrow());
    if (setting.form() == Option.Form.FLAG) {
      return option
          .type(boolean.class)
          .arity("0")
          .description(escaped(setting.description()))
          .build();
    }
    String fallback = setting.defaultText().map(text -> "Default: " + text).orElse("");
    String variable = setting.variable().map(name -> name + ". ").orElse("");
    String names = (variable + fallback).strip();
    option.type(String.class).paramLabel("VALUE");
    return names.isEmpty()
        ? option.description(escaped(setting.description())).build()
        : option.description(escaped(setting.description()), escaped(names)).build();
  }

  /** Never required here: what is missing is said by {@link Options}, as for all others. */
  private static PositionalParamSpec parameter(Option<?> setting) {
    return PositionalParamSpec.builder()
        .paramLabel(setting.option().orElseThrow())
        .type(String.class)
        .arity("0..1")
        .hideParamSyntax(true)
        .description(escaped(setting.description()))
        .build();
  }

  private static String escaped(String text) {
    return text.replace("%", "%%");
  }

  /** Values that were given, by option or by a parameter's label; the inner command's win. */
  static Map<String, String> values(CommandLine.ParseResult parsed) {
    Map<String, String> values = new LinkedHashMap<>();
    for (ArgSpec argument : parsed.matchedArgs()) {
      String name =
          argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
      if (argument.getValue() instanceof String text) {
        values.put(name, text);
      } else if (Boolean.TRUE.equals(argument.getValue())) {
        values.put(name, "true");
      }
    }
    if (parsed.hasSubcommand()) {
      values.putAll(values(parsed.subcommand()));
    }
    return values;
  }
}
