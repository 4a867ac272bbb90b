package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import java.nio.ByteBuffer;
import java.time.LocalDate;

/**
 * Writes a payment's values in PostgreSQL's binary format, as {@code COPY .. (FORMAT binary)} takes
 * them: each with its length before it, big-endian; -1 for null. Reads the payment's bytes where
 * they lie; what is usual costs no object. Not thread-safe.
 */
final class FieldEncoder {
  /** PostgreSQL counts days and microseconds from here. */
  private static final int EPOCH_DAY = (int) LocalDate.of(2000, 1, 1).toEpochDay();

  /** The same, counted from the first of March of the year 0. */
  private static final int EPOCH_DAY_SINCE_YEAR_0 =
      (int) (EPOCH_DAY - LocalDate.of(0, 3, 1).toEpochDay());

  private static final int NULL = -1;
  private static final long MICROS = 1_000_000;

  /** Both the digits and the power of ten are exact as doubles: then their quotient is right. */
  private static final long MOST_EXACT_DIGITS = 1L << 53;

  /** Sixteen digits and a point. */
  private static final int LONGEST_EXACT = 17;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16
  };

  private final NumericEncoder numeric = new NumericEncoder();

  /** The room that {@link #write} needs at most, whatever the payment holds. */
  static int mostBytes(Payment payment) {
    // No value is longer in binary than its text but for what is fixed: lengths, and numbers.
    return payment.json().length + 32 * Column.ALL.size();
  }

  void write(Payment payment, Column column, ByteBuffer out) {
    if (payment.isNull(column)) {
      out.putInt(NULL);
      return;
    }
    byte[] json = payment.json();
    int from = payment.from(column);
    int to = payment.to(column);
    switch (column.type()) {
      case TEXT -> text(payment, column, from + 1, to - 1, out);
      case TIMESTAMP -> out.putInt(8).putLong(micros(json, from + 1));
      case DATE -> out.putInt(4).putInt(day(json, from + 1));
      case BIGINT -> out.putInt(8).putLong(payment.integer(column));
      case INTEGER -> out.putInt(4).putInt(Math.toIntExact(payment.integer(column)));
      case FLAG -> out.putInt(2).putShort((short) payment.integer(column));
      case DECIMAL -> numeric.write(json, from, to, out);
      case DOUBLE -> out.putInt(8).putDouble(real(json, from, to));
    }
  }

  private static void text(Payment payment, Column column, int from, int to, ByteBuffer out) {
    byte[] json = payment.json();
    for (int i = from; i < to; i++) {
      if (json[i] == '\\') {
        text(payment.text(column), out);
        return;
      }
    }
    out.putInt(to - from).put(json, from, to - from);
  }

  static void text(String text, ByteBuffer out) {
    byte[] bytes = text.getBytes(UTF_8);
    out.putInt(bytes.length).put(bytes);
  }

  static void real(double value, ByteBuffer out) {
    out.putInt(8).putDouble(value);
  }

  static void instant(long epochMillis, ByteBuffer out) {
    out.putInt(8).putLong(epochMillis * 1_000 - EPOCH_DAY * 86_400L * MICROS);
  }

  static void none(ByteBuffer out) {
    out.putInt(NULL);
  }

  /** The schema writes {@code yyyy-MM-dd HH:mm:ss}. */
  private static long micros(byte[] json, int at) {
    long seconds =
        day(json, at) * 86_400L
            + number(json, at + 11, 2) * 3_600L
            + number(json, at + 14, 2) * 60L
            + number(json, at + 17, 2);
    return seconds * MICROS;
  }

  /**
   * The schema writes {@code yyyy-MM-dd}. Days are counted in years that begin in March, so that a
   * leap day is the last of its year: what LocalDate does costs as much as all else of a row.
   */
  private static int day(byte[] json, int at) {
    int month = number(json, at + 5, 2);
    boolean behindLeapDay = month > 2;
    int year = number(json, at, 4) - (behindLeapDay ? 0 : 1);
    int monthsSinceMarch = behindLeapDay ? month - 3 : month + 9;
    int dayOfYear = (153 * monthsSinceMarch + 2) / 5 + number(json, at + 8, 2) - 1;
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - EPOCH_DAY_SINCE_YEAR_0;
  }

  private static int number(byte[] json, int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      value = value * 10 + json[i] - '0';
    }
    return value;
  }

  private static double real(byte[] json, int from, int to) {
    boolean negative = json[from] == '-';
    int first = negative ? from + 1 : from;
    long digits = 0;
    int point = to;
    boolean exact = to - first <= LONGEST_EXACT;
    for (int i = first; exact && i < to; i++) {
      int digit = json[i] - '0';
      if (json[i] == '.') {
        point = i;
      } else {
        exact = digit >= 0 && digit <= 9;
        digits = digits * 10 + digit;
      }
    }
    if (!exact || digits > MOST_EXACT_DIGITS) {
      return Double.parseDouble(new String(json, from, to - from, US_ASCII));
    }
    double value = digits / POWERS[Math.max(0, to - point - 1)];
    return negative ? -value : value;
  }
}
