package dev.fraudpipeline.common.payment;

import java.util.Arrays;

/**
 * A place in a document, which goes forward over JSON that is spelled in the plainest way, with one
 * look at each byte. For all that is not surely so, legal or not, there is a parser. Not
 * thread-safe.
 */
final class DocumentCursor {
  static final byte[] NULL = {'n', 'u', 'l', 'l'};

  final byte[] json;

  /** Behind the document's last byte. */
  final int limit;

  int at;

  /**
   * Stands at the beginning of a document.
   *
   * @param json holds the document, from its beginning
   */
  DocumentCursor(byte[] json, int length) {
    this.json = json;
    this.limit = length;
  }

  boolean isAtEnd() {
    return at == limit;
  }

  boolean isBefore(char expected) {
    return at < limit && json[at] == expected;
  }

  /** True where the next byte is this one; else it goes nowhere. */
  boolean pass(char expected) {
    boolean there = isBefore(expected);
    if (there) {
      at++;
    }
    return there;
  }

  /** True where these are the next bytes; else it goes nowhere. */
  boolean pass(byte[] expected) {
    int end = at + expected.length;
    boolean there = end <= limit && Arrays.equals(json, at, end, expected, 0, expected.length);
    if (there) {
      at = end;
    }
    return there;
  }

  /**
   * Goes on over ASCII text: to a quote, a backslash, what may not stand in a string or is not
   * ASCII, or the end.
   */
  void passText() {
    int to = at;
    // Bytes beyond ASCII are negative.
    while (to < limit && json[to] >= ' ' && json[to] != '"' && json[to] != '\\') {
      to++;
    }
    at = to;
  }

  /**
   * Passes over a number without sign, point and exponent, whatever stands behind it; false where
   * it has more digits than so many, or none.
   */
  boolean passNatural(int mostDigits) {
    int from = at;
    int digits = passDigits();
    boolean leadingZero = digits > 1 && json[from] == '0'; // JSON knows no 07
    return digits > 0 && digits <= mostDigits && !leadingZero;
  }

  /**
   * Passes over a number without an exponent, whatever stands behind it; false where it has more
   * digits than so many before or after its point, or none.
   */
  boolean passDecimal(int mostBefore, int mostAfter) {
    pass('-');
    if (!passNatural(mostBefore)) {
      return false;
    }
    if (!pass('.')) {
      return true;
    }
    int digits = passDigits();
    return digits > 0 && digits <= mostAfter;
  }

  private int passDigits() {
    int from = at;
    int to = from;
    while (to < limit && json[to] >= '0' && json[to] <= '9') {
      to++;
    }
    at = to;
    return to - from;
  }

  /** The value of the digits since a place, 18 at most. */
  long naturalSince(int from) {
    long value = 0;
    for (int i = from; i < at; i++) {
      value = 10 * value + json[i] - '0';
    }
    return value;
  }
}
