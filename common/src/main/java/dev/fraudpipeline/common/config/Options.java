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

  /** A query or a fragment, which may be a key. */
  private static final Pattern QUERY = Pattern.compile("(://[^\\s,?#]*)[?#][^\\s,]*");

  private final Map<String, String> options;
  private final Map<String, String> environment;

  /** A set: two rules may find the same mistake. */
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
  public <T> T get(Option<T> option) {
    Optional<String> text = text(option);
    if (text.isEmpty()) {
      problem(option.label() + " must be given: " + option.description());
      return null;
    }
    return parse(option, text.get());
  }

  /** The value of a setting that may be left out, or empty. */
  public <T> Optional<T> find(Option<T> option) {
    return text(option).map(text -> parse(option, text));
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
  public Optional<String> shown(Option<?> option) {
    return text(option)
        .map(
            text ->
                option.isSecret()
                    ? "(not shown)"
                    : QUERY.matcher(withoutUser(text)).replaceAll("$1?***"));
  }

  /** Source of the value: {@code option}, {@code environment} or {@code default}. */
  public String origin(Option<?> option) {
    if (option.option().map(options::get).isPresent()) {
      return "option";
    }
    boolean inEnvironment =
        option.variable().map(environment::get).filter(text -> !text.isBlank()).isPresent();
    return inEnvironment ? "environment" : "default";
  }

  private Optional<String> text(Option<?> option) {
    String given = option.option().map(options::get).orElse(null);
    if (given == null) {
      given = option.variable().map(environment::get).orElse(null);
      if (given != null && given.isBlank()) {
        given = null;
      }
    }
    return given == null ? option.defaultText() : Optional.of(given);
  }

  /** A URL's user and password, should there be any, are nobody's business. */
  private static String withoutUser(String text) {
    return USER_AND_PASSWORD.matcher(text).replaceAll("//***@");
  }

  private <T> T parse(Option<T> option, String text) {
    try {
      if (text.isBlank()) {
        throw new InvalidOptionException("something: " + option.description());
      }
      // What only the environment gives is a secret as a rule, and may begin or end with a blank.
      return option.rule().parse(option.option().isPresent() ? text.strip() : text);
    } catch (InvalidOptionException e) {
      String value = option.isSecret() ? "" : ", but is " + LogText.quoted(withoutUser(text));
      problem(option.label() + " must be " + e.getMessage() + value);
      return null;
    }
  }
}
