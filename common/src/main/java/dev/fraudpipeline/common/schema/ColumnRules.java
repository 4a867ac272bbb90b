package dev.fraudpipeline.common.schema;

import java.util.Optional;

/** What fits a column, beyond its type in JSON. */
final class ColumnRules {
  private static final int MOST_DIGITS_OF_A_FINITE_DOUBLE = 300;

  private ColumnRules() {}

  /** Whether a JSON number surely fits and needs no rewriting; most do, and cost no object. */
  static boolean isExact(Column column, byte[] json, int from, int to) {
    return switch (column.type()) {
      // Ten digits can be beyond 32 bits: those go the careful way.
      case INTEGER -> isExactInteger(json, from, to, 9);
      // Eleven digits of seconds end in the year 5138; nineteen from a 9 on can be beyond 64 bits.
      case BIGINT ->
          isExactInteger(
              json, from, to, column == Column.UNIX_TIME ? 11 : json[from] == '9' ? 18 : 19);
      case DECIMAL ->
          Numbers.isPlainDecimal(
              json,
              from,
              to,
              Numbers.DECIMAL_DIGITS_BEFORE_POINT,
              Numbers.DECIMAL_DIGITS_AFTER_POINT);
      case DOUBLE ->
          Numbers.isPlainDecimal(
              json, from, to, MOST_DIGITS_OF_A_FINITE_DOUBLE, MOST_DIGITS_OF_A_FINITE_DOUBLE);
      case FLAG -> to - from == 1 && (json[from] == '0' || json[from] == '1');
      case TIMESTAMP, DATE, TEXT -> false;
    };
  }

  /** As JSON, -0 is a number; as an integer it is spelled 0. */
  private static boolean isExactInteger(byte[] json, int from, int to, int digits) {
    return Numbers.isPlainInteger(json, from, to, digits) && json[from] != '-';
  }

  /** The JSON spelling of a number of this column, given as text; empty where it does not fit. */
  static Optional<String> number(Column column, String text) {
    return switch (column.type()) {
      case BIGINT ->
          Numbers.integer(text)
              .map(n -> column == Column.UNIX_TIME ? Times.secondsOf(n) : n)
              .filter(n -> column != Column.UNIX_TIME || Times.ofEpochSecond(n).isPresent())
              .map(String::valueOf);
      case INTEGER -> Numbers.integer(text).filter(n -> n.intValue() == n).map(String::valueOf);
      case FLAG -> Numbers.integer(text).filter(n -> n == 0 || n == 1).map(String::valueOf);
      case DECIMAL -> Optional.of(text).filter(Numbers::fitsDecimal).map(Numbers::json);
      case DOUBLE -> Optional.of(text).filter(Numbers::fitsDouble).map(Numbers::json);
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
              + Numbers.DECIMAL_DIGITS_BEFORE_POINT
              + " digits before the point and "
              + Numbers.DECIMAL_DIGITS_AFTER_POINT
              + " after it";
      case DOUBLE -> "a finite number";
    };
  }
}
