package dev.fraudpipeline.common.payment;

import java.util.Arrays;

/**
 * Finds the ends of JSON values that are spelled in the plainest way, with one look at each byte.
 * For all that is not surely such a value, legal or not, there is a parser. Stateless.
 */
final class CompactJson {
  /** Where no such value ends. */
  static final int UNUSUAL = -1;

  private CompactJson() {}

  static boolean isAt(byte[] json, int at, int limit, byte[] expected) {
    int end = at + expected.length;
    return end <= limit && Arrays.equals(json, at, end, expected, 0, expected.length);
  }

  /**
   * Where ASCII text ends: at a quote, at a backslash, at what may not stand in a string or is not
   * ASCII, or at the limit.
   */
  static int endOfText(byte[] json, int from, int limit) {
    int to = from;
    // Bytes beyond ASCII are negative.
    while (to < limit && json[to] >= ' ' && json[to] != '"' && json[to] != '\\') {
      to++;
    }
    return to;
  }

  /**
   * Where a number without sign, point and exponent ends, whatever stands behind it; UNUSUAL where
   * it has more digits than {@code mostDigits}, or none.
   */
  static int endOfNatural(byte[] json, int from, int limit, int mostDigits) {
    int to = endOfDigits(json, from, limit);
    int digits = to - from;
    boolean leadingZero = digits > 1 && json[from] == '0'; // JSON knows no 07
    return digits == 0 || digits > mostDigits || leadingZero ? UNUSUAL : to;
  }

  /** The value of a number that ends so, of at most 18 digits. */
  static long natural(byte[] json, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + json[i] - '0';
    }
    return value;
  }

  /**
   * Where a number without an exponent ends, whatever stands behind it; UNUSUAL where it has more
   * digits than so many before or after its point, or none.
   */
  static int endOfDecimal(byte[] json, int from, int limit, int mostBefore, int mostAfter) {
    int first = from < limit && json[from] == '-' ? from + 1 : from;
    int point = endOfNatural(json, first, limit, mostBefore);
    if (point == UNUSUAL || point == limit || json[point] != '.') {
      return point;
    }
    int to = endOfDigits(json, point + 1, limit);
    int digits = to - point - 1;
    return digits == 0 || digits > mostAfter ? UNUSUAL : to;
  }

  private static int endOfDigits(byte[] json, int from, int limit) {
    int to = from;
    while (to < limit && json[to] >= '0' && json[to] <= '9') {
      to++;
    }
    return to;
  }
}
