package dev.fraudpipeline.common.payment;

import java.util.Optional;

/** What fits a column, beyond its type in JSON. */
final class ColumnRules {
  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_TRANS_NUM = 128;
  private static final int MOST_DIGITS_OF_A_FINITE_DOUBLE = 300;

  private ColumnRules() {}

  /** Whether a string of plain ASCII, without its quotes, fits and needs no rewriting. */
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

  /** Whether text is a time or a date of this column that needs no rewriting. */
  static boolean isExactTime(Column column, byte[] text) {
    return column.type() != ColumnType.TEXT && isExactString(column, text, 0, text.length);
  }

  /** A text column holds so many characters at most. */
  static int longest(Column column) {
    return column == Column.TRANS_NUM ? LONGEST_TRANS_NUM : LONGEST_TEXT;
  }

  /**
   * Where the number ends that begins here, fits surely and needs no rewriting; most do, and cost
   * no object. {@link CompactJson#UNUSUAL} where there is none.
   */
  static int endOfExactNumber(Column column, byte[] json, int from, int limit) {
    return switch (column.type()) {
      // Ten digits can be beyond 32 bits: those go the careful way.
      case INTEGER -> CompactJson.endOfNatural(json, from, limit, 9);
      // Eleven digits of seconds end in the year 5138; nineteen from a 9 on can be beyond 64 bits.
      case BIGINT ->
          CompactJson.endOfNatural(
              json,
              from,
              limit,
              column == Column.UNIX_TIME ? 11 : from < limit && json[from] == '9' ? 18 : 19);
      case DECIMAL ->
          CompactJson.endOfDecimal(
              json,
              from,
              limit,
              NumberText.DECIMAL_DIGITS_BEFORE_POINT,
              NumberText.DECIMAL_DIGITS_AFTER_POINT);
      case DOUBLE ->
          CompactJson.endOfDecimal(
              json, from, limit, MOST_DIGITS_OF_A_FINITE_DOUBLE, MOST_DIGITS_OF_A_FINITE_DOUBLE);
      case FLAG ->
          from < limit && (json[from] == '0' || json[from] == '1') ? from + 1 : CompactJson.UNUSUAL;
      case TIMESTAMP, DATE, TEXT -> CompactJson.UNUSUAL;
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

  /** What a value of the column must be, for people: "must be" comes before it. */
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
