package dev.fraudpipeline.common.settings;

import java.util.Optional;

/**
 * One setting of a daemon: an option on the command line, an environment variable, or both (the
 * option wins). Declared once; parsing, {@code --help} and the error messages follow from it.
 *
 * @param <T> the type of the value
 */
public final class Setting<T> {
  private final String option;
  private final String variable;
  private final String description;
  private final String defaultText;
  private final Rule<T> rule;
  private final boolean secret;

  private Setting(
      String option,
      String variable,
      String description,
      String defaultText,
      Rule<T> rule,
      boolean secret) {
    this.option = option;
    this.variable = variable;
    this.description = description;
    this.defaultText = defaultText;
    this.rule = rule;
    this.secret = secret;
  }

  /** A setting that may be an option or a variable, and must be given. */
  public static <T> Setting<T> of(
      String option, String variable, Rule<T> rule, String description) {
    return new Setting<>(option, variable, description, null, rule, false);
  }

  /**
   * A setting that only a variable can give, whose value is never shown: {@code ps} shows options.
   */
  public static <T> Setting<T> secret(String variable, Rule<T> rule, String description) {
    return new Setting<>(null, variable, description, null, rule, true);
  }

  /** This setting with a value for when nobody gives one, spelled as a user would. */
  public Setting<T> orElse(String text) {
    return new Setting<>(option, variable, description, text, rule, secret);
  }

  /** This setting, with its value kept out of error messages: it may hold a password. */
  public Setting<T> notShown() {
    return new Setting<>(option, variable, description, defaultText, rule, true);
  }

  /** The option, such as {@code --batch-size}; empty for what only a variable can give. */
  public Optional<String> option() {
    return Optional.ofNullable(option);
  }

  /** The environment variable, such as {@code BATCH_SIZE}. */
  public String variable() {
    return variable;
  }

  public String description() {
    return description;
  }

  /** The default as a user would spell it, or empty where there is none. */
  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  Rule<T> rule() {
    return rule;
  }

  /** Whether the value is kept out of messages. */
  boolean isSecret() {
    return secret;
  }

  /** The setting's names, as messages call it: {@code BATCH_SIZE (--batch-size)}. */
  public String label() {
    return option == null ? variable : variable + " (" + option + ")";
  }

  @Override
  public String toString() {
    return label();
  }
}
