package dev.fraudpipeline.common.payment;

import java.util.Optional;

/** The rules of each column for its values, beyond their type in JSON. */
final class ColumnRules {
  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_TRANS_NUM = 128;
  private static final int MOST_DIGITS_OF_A_FINITE_DOUBLE = 300;

  private ColumnRules() {}

  /** True where a string of plain ASCII, without its quotes, fits and needs no rewriting. */
  static boolean isExactString(Column column, byte[] document, int from, int to) {
    return switch (column.type()) {
      // A trans_num that begins with a blank may be blank as a whole.
      case TEXT ->
          to - from <= longest(column)
              && (column != Column.TRANS_NUM || (to > from && document[from] > ' '));
      case TIMESTAMP -> TimestampText.isCanonicalTimestamp(document, from, to);
      case DATE -> TimestampText.isCanonicalDate(document, from, to);
      case BIGINT, INTEGER, FLAG, DECIMAL, DOUBLE -> false;
    };
  }

  /** True where text is a time or a date of this column that needs no rewriting. */
  static boolean isExactTime(Column column, byte[] text) {
    return column.type() != ColumnType.TEXT && isExactString(column, text, 0, text.length);
  }

  /** A text column holds so many characters at most. */
  static int longest(Column column) {
    return column == Column.TRANS_NUM ? LONGEST_TRANS_NUM : LONGEST_TEXT;
  }

  /** Passes over a number that surely fits and needs no rewriting; most do, and cost no object. */
  static boolean passExactNumber(Column column, DocumentCursor at) {
    return switch (column.type()) {
      // Ten digits can be beyond 32 bits: those go the careful way.
      case INTEGER -> at.passNatural(9);
      // Eleven digits of seconds end in the year 5138; nineteen from a 9 on can be beyond 64 bits.
      case BIGINT -> at.passNatural(column == Column.UNIX_TIME ? 11 : at.isBefore('9') ? 18 : 19);
      case DECIMAL ->
          at.passDecimal(
              NumberText.DECIMAL_DIGITS_BEFORE_POINT, NumberText.DECIMAL_DIGITS_AFTER_POINT);
      case DOUBLE -> at.passDecimal(MOST_DIGITS_OF_A_FINITE_DOUBLE, MOST_DIGITS_OF_A_FINITE_DOUBLE);
      case FLAG -> at.pass('0') || at.pass('1');
      case TIMESTAMP, DATE, TEXT -> false;
    };
  }

  /** The JSON spelling of a number of this column, given as text; empty where it does not fit. */
  static Optional<String> number(Column column, String text) {
    return switch (column.type()) {
      case BIGINT ->
          NumberText.integer(text)
              .map(n -> column == Column.UNIX_TIME ? TimestampText.secondsOf(n) : n)
              .filter(n -> column != Column.UNIX_TIME || TimestampText.ofEpochSecond(n).isPresent())
              .map(String::valueOf);
      case INTEGER -> NumberText.integer(text).filter(n -> n.intValue() == n).map(String::valueOf);
      case FLAG -> NumberText.integer(text).filter(n -> n == 0 || n == 1).map(String::valueOf);
      case DECIMAL -> Optional.of(text).filter(NumberText::fitsDecimal).map(NumberText::json);
      case DOUBLE -> Optional.of(text).filter(NumberText::fitsDouble).map(NumberText::json);
      case TIMESTAMP, DATE, TEXT -> Optional.empty();
    };
  }

  /** The rule for a value of the column, for people: "must be" comes before it. */
  static String rule(Column column) {
    return switch (column.type()) {
      case TIMESTAMP -> "a time as yyyy-MM-dd HH:mm:ss, years 1900 to 9999";
      case DATE -> "a date as yyyy-MM-dd, years 1900 to 9999";
      case TEXT -> "text";
      case BIGINT ->
          column == Column.UNIX_TIME
              ? "whole seconds since 1970, years 1900 to 9999"
              : "a whole number of 64 bits with all its digits";
      case INTEGER -> "a whole number of 32 bits";
      case FLAG -> "0 or 1";
      case DECIMAL ->
          "a number with at most "
              + NumberText.DECIMAL_DIGITS_BEFORE_POINT
              + " digits before the point and "
              + NumberText.DECIMAL_DIGITS_AFTER_POINT
              + " after it";
      case DOUBLE -> "a finite number";
    };
  }
}
