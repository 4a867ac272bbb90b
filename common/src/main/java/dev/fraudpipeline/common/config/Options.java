package dev.fraudpipeline.common.config;

import dev.fraudpipeline.common.log.LogText;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values that options and environment give to {@link Option}s. Mistakes are collected, so that
 * one run reports them all: read every setting, then call {@link #throwIfInvalid()}, and only then
 * use the values. Not thread-safe.
 */
public final class Options {
  private static final Pattern USER_AND_PASSWORD = Pattern.compile("//[^/?#\\s]*@");

  /** What stands behind a URL's path may be a key. */
  private static final Pattern QUERY = Pattern.compile("(://[^\\s,?#]*)[?#][^\\s,]*");

  private final Map<String, String> options;
  private final Map<String, String> environment;

  /** What two rules find wrong is told once. */
  private final Set<String> problems = new LinkedHashSet<>();

  /**
   * @param options by name, such as {@code --batch-size}; parameters by their label
   * @param environment by variable; an empty value counts as not given, as {@code X=} in a file of
   *     variables means
   */
  public Options(Map<String, String> options, Map<String, String> environment) {
    this.options = Map.copyOf(options);
    this.environment = Map.copyOf(environment);
  }

  /**
   * The value of a setting that has a default or must be given; null where it cannot be used, and
   * then {@link #throwIfInvalid()} throws.
   */
  public <T> T get(Option<T> setting) {
    Optional<String> text = text(setting);
    if (text.isEmpty()) {
      problem(setting.label() + " must be given: " + setting.description());
      return null;
    }
    return parse(setting, text.get());
  }

  /** The value of a setting that may be left out, or empty. */
  public <T> Optional<T> find(Option<T> setting) {
    return text(setting).map(text -> parse(setting, text));
  }

  /** The values of all these; to be used once {@link #throwIfInvalid()} has not thrown. */
  public OptionValues values(List<Option<?>> all) {
    Map<Option<?>, Optional<Object>> values = new LinkedHashMap<>();
    all.forEach(option -> values.put(option, find(option).map(value -> (Object) value)));
    return new OptionValues(values);
  }

  /** Notes a mistake that no single rule sees: a sentence that names the settings. */
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidConfigException with all mistakes, where there is any
   */
  public void throwIfInvalid() {
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(List.copyOf(problems));
    }
  }

  /**
   * The value as it may be shown to people: without what a secret, a URL's log-in or its query
   * hold; empty where there is none.
   */
  public Optional<String> shown(Option<?> setting) {
    return text(setting)
        .map(
            text ->
                setting.isSecret()
                    ? "(not shown)"
                    : QUERY.matcher(withoutUser(text)).replaceAll("$1?***"));
  }

  /** What gives the value: {@code option}, {@code environment} or {@code default}. */
  public String origin(Option<?> setting) {
    if (setting.option().map(options::get).isPresent()) {
      return "option";
    }
    boolean inEnvironment =
        setting.variable().map(environment::get).filter(text -> !text.isBlank()).isPresent();
    return inEnvironment ? "environment" : "default";
  }

  private Optional<String> text(Option<?> setting) {
    String given = setting.option().map(options::get).orElse(null);
    if (given == null) {
      given = setting.variable().map(environment::get).orElse(null);
      if (given != null && given.isBlank()) {
        given = null;
      }
    }
    return given == null ? setting.defaultText() : Optional.of(given);
  }

  /** A URL's user and password, should there be any, are nobody's business. */
  private static String withoutUser(String text) {
    return USER_AND_PASSWORD.matcher(text).replaceAll("//***@");
  }

  private <T> T parse(Option<T> setting, String text) {
    try {
      if (text.isBlank()) {
        throw new InvalidOptionException("something: " + setting.description());
      }
      // What only the environment gives is a secret as a rule, and may begin or end with a blank.
      return setting.rule().parse(setting.option().isPresent() ? text.strip() : text);
    } catch (InvalidOptionException e) {
      String value = setting.isSecret() ? "" : ", but is " + LogText.quoted(withoutUser(text));
      problem(setting.label() + " must be " + e.getMessage() + value);
      return null;
    }
  }
}
