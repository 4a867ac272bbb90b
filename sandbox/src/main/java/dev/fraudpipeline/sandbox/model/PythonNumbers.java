package dev.fraudpipeline.sandbox.model;

import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What Python's {@code int()} and {@code float()} make of text. */
final class PythonNumbers {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+(_[0-9]+)*");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?");

  private PythonNumbers() {}

  /**
   * Empty where it is not an integer.
   *
   * @throws IllegalArgumentException where it has more than 64 bits
   */
  static OptionalLong toLong(String text) {
    String digits = text.strip();
    if (!INTEGER.matcher(digits).matches()) {
      return OptionalLong.empty();
    }
    var number = new BigInteger(digits.replace("_", "").replace("+", ""));
    if (number.bitLength() > 63) {
      throw new IllegalArgumentException("Python int too large to convert to C long");
    }
    return OptionalLong.of(number.longValue());
  }

  /** Empty where it is not a number; {@code nan} and {@code inf} are. */
  static OptionalDouble toDouble(String text) {
    String number = text.strip().toLowerCase(Locale.ROOT);
    if (DECIMAL.matcher(number).matches()) {
      return OptionalDouble.of(Double.parseDouble(number));
    } else if (number.equals("nan")) {
      return OptionalDouble.of(Double.NaN);
    } else if (INFINITE.matcher(number).matches()) {
      return OptionalDouble.of(
          number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return OptionalDouble.empty();
  }
}
