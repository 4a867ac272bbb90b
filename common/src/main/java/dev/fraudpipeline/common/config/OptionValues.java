package dev.fraudpipeline.common.config;

import java.util.Map;
import java.util.Optional;

/** The values of options that were read and checked together. Immutable. */
public final class OptionValues {
  /** Empty for what was not given. */
  private final Map<Option<?>, Optional<Object>> values;

  OptionValues(Map<Option<?>, Optional<Object>> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * The value of an option that has a default or must be given.
   *
   * @throws IllegalArgumentException where the option is not one of these, or has no value
   */
  public <T> T get(Option<T> option) {
    return find(option).orElseThrow(() -> new IllegalArgumentException(option + " has no value"));
  }

  /**
   * The value of an option that may be left out.
   *
   * @throws IllegalArgumentException where the option is not one of these
   */
  @SuppressWarnings("unchecked") // the option's own rule has made the value
  public <T> Optional<T> find(Option<T> option) {
    Optional<Object> value = values.get(option);
    if (value == null) {
      throw new IllegalArgumentException(option + " was not read");
    }
    return (Optional<T>) value;
  }
}
