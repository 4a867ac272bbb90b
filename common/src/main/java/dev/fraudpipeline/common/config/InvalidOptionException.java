package dev.fraudpipeline.common.config;

/** A setting's text breaks its rule. The message says the rule and reads on from "must be". */
public final class InvalidOptionException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param rule what the text must be, such as "a whole number from 1 to 10000"
   */
  public InvalidOptionException(String rule) {
    super(rule, null, false, false);
  }
}
