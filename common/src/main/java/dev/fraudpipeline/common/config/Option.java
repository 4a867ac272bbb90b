package dev.fraudpipeline.common.config;

import java.util.Optional;

/**
 * One setting of a daemon: an option on the command line, an environment variable, or both (the
 * option wins); for a command such as {@code confirm} also a parameter, which has no name on the
 * command line, or a flag. Declared once; parsing, {@code --help} and the error messages follow
 * from it.
 *
 * @param <T> the type of the value
 */
public final class Option<T> {
  private final Form form;
  private final String option;
  private final String variable;
  private final String description;
  private final String defaultText;
  private final OptionRule<T> rule;
  private final boolean secret;

  private Option(
      Form form,
      String option,
      String variable,
      String description,
      String defaultText,
      OptionRule<T> rule,
      boolean secret) {
    this.form = form;
    this.option = option;
    this.variable = variable;
    this.description = description;
    this.defaultText = defaultText;
    this.rule = rule;
    this.secret = secret;
  }

  /** A setting that may be an option or a variable, and must be given. */
  public static <T> Option<T> of(
      String option, String variable, OptionRule<T> rule, String description) {
    return new Option<>(Form.OPTION, option, variable, description, null, rule, false);
  }

  /** A setting that only an option can give: what is said anew with each call of a command. */
  public static <T> Option<T> option(String option, OptionRule<T> rule, String description) {
    return new Option<>(Form.OPTION, option, null, description, null, rule, false);
  }

  /** A setting that is true where its option is given, which takes no value. */
  public static Option<Boolean> flag(String option, String description) {
    return new Option<>(
        Form.FLAG, option, null, description, "false", text -> Boolean.valueOf(text), false);
  }

  /**
   * A setting that an argument without an option gives, by its place among the parameters.
   *
   * @param label as {@code --help} shows it, such as {@code TRANS_NUM}
   */
  public static <T> Option<T> parameter(String label, OptionRule<T> rule, String description) {
    return new Option<>(Form.PARAMETER, label, null, description, null, rule, false);
  }

  /**
   * A setting that only a variable can give, whose value is never shown: {@code ps} shows options.
   */
  public static <T> Option<T> secret(String variable, OptionRule<T> rule, String description) {
    return new Option<>(Form.VARIABLE, null, variable, description, null, rule, true);
  }

  /** This setting with a value for when nobody gives one, spelled as a user would. */
  public Option<T> orElse(String text) {
    return new Option<>(form, option, variable, description, text, rule, secret);
  }

  /** This setting, with its value kept out of error messages: it may hold a password. */
  public Option<T> notShown() {
    return new Option<>(form, option, variable, description, defaultText, rule, true);
  }

  /**
   * The option, such as {@code --batch-size}, or a parameter's label; empty for what only a
   * variable can give.
   */
  public Optional<String> option() {
    return Optional.ofNullable(option);
  }

  /**
   * The environment variable, such as {@code BATCH_SIZE}; empty where the environment has no say.
   */
  public Optional<String> variable() {
    return Optional.ofNullable(variable);
  }

  public String description() {
    return description;
  }

  /** The default as a user would spell it, or empty where there is none. */
  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  Form form() {
    return form;
  }

  OptionRule<T> rule() {
    return rule;
  }

  /** Tells whether the value is kept out of messages. */
  boolean isSecret() {
    return secret;
  }

  /** The setting's names, as messages call it: {@code BATCH_SIZE (--batch-size)}. */
  public String label() {
    if (option == null || variable == null) {
      return option == null ? variable : option;
    }
    return variable + " (" + option + ")";
  }

  @Override
  public String toString() {
    return label();
  }

  /** Form in which the command line gives it. */
  enum Form {
    /** An option with a value. */
    OPTION,
    /** An option without one. */
    FLAG,
    /** An argument by its place. */
    PARAMETER,
    /** Not at all: only the environment does. */
    VARIABLE
  }
}
