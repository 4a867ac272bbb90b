package dev.fraudpipeline.common.payment;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers as text: whether they fit their column, and how they are spelled where they came quoted
 * or as a float. A number that fits and is legal JSON keeps its spelling.
 */
final class NumberText {
  static final int DECIMAL_DIGITS_BEFORE_POINT = 15;
  static final int DECIMAL_DIGITS_AFTER_POINT = 10;

  /** Beyond this many digits of text nobody means a number of ours. */
  private static final int LONGEST = 400;

  /** Up to here no other integer has the same double; 2^53 itself may have been 2^53 + 1. */
  private static final BigDecimal EXACT_IN_DOUBLE = BigDecimal.valueOf((1L << 53) - 1);

  /** RFC 8259, section 6. */
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

  private NumberText() {}

  /**
   * An integer's value from its text. {@code 5654.0}, as pandas writes integers of a column with
   * gaps, is 5654; from 2^53 on such a spelling may have lost digits and is refused. Empty where it
   * is no integer of 64 bits.
   */
  static Optional<Long> integer(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException notPlain) {
      return decimalValue(text)
          .filter(n -> n.abs().compareTo(EXACT_IN_DOUBLE) <= 0)
          .filter(n -> n.stripTrailingZeros().scale() <= 0)
          .map(BigDecimal::longValueExact);
    }
  }

  /** True where the text is a number with few enough digits on both sides of the point. */
  static boolean fitsDecimal(String text) {
    return decimalValue(text)
        .filter(n -> n.scale() <= DECIMAL_DIGITS_AFTER_POINT)
        .filter(n -> n.precision() - n.scale() <= DECIMAL_DIGITS_BEFORE_POINT)
        .isPresent();
  }

  /** True where the text is a number that is finite as a double. */
  static boolean fitsDouble(String text) {
    return decimalValue(text).filter(n -> Double.isFinite(n.doubleValue())).isPresent();
  }

  /** The JSON spelling of a number's text: the text itself wherever JSON allows it. */
  static String json(String text) {
    return JSON_NUMBER.matcher(text).matches() ? text : new BigDecimal(text).toString();
  }

  private static Optional<BigDecimal> decimalValue(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      BigDecimal value = new BigDecimal(text);
      // An exponent of a billion is a legal BigDecimal, and a trap for all that expands it.
      return Math.abs((long) value.scale()) > LONGEST ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
