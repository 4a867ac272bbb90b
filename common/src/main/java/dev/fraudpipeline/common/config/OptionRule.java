package dev.fraudpipeline.common.config;

/**
 * What a setting's text must be, and the value it stands for.
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
