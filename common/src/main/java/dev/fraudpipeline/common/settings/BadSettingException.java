package dev.fraudpipeline.common.settings;

/** A setting's text breaks its rule. The message says the rule and reads on from "must be". */
public final class BadSettingException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param rule what the text must be, such as "a whole number from 1 to 10000"
   */
  public BadSettingException(String rule) {
    super(rule, null, false, false);
  }
}
