package dev.fraudpipeline.common.config;

/**
 * Rule that a setting's text must follow, and the value that it stands for.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface OptionRule<T> {

  /**
   * The value of a setting's text, which is never blank.
   *
   * @throws InvalidOptionException where the text breaks the rule
   */
  T parse(String text) throws InvalidOptionException;
}
