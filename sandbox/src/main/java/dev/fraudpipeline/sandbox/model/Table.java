package dev.fraudpipeline.sandbox.model;

import java.util.List;

/**
 * A request's rows before any conversion, column by column, with the types JSON has: text, {@code
 * Long}, {@code BigInteger}, {@code Double}, {@code Boolean}, list, map and null.
 *
 * @param strict whether values came as tensors ({@code inputs}, {@code instances}), which are
 *     converted more strictly
 * @param printed how Python would print the data: error messages repeat it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Table(List<String> names, Object[][] columns, int rows, boolean strict, Printed printed) {

  /** Printing is dear, and only errors need it. */
  @FunctionalInterface
  interface Printed {
    String text();
  }

  /** Rows of a DataFrame. */
  static Table frame(List<String> names, Object[][] columns, int rows) {
    return new Table(names, columns, rows, false, () -> DataFrameText.print(names, columns, rows));
  }
}
