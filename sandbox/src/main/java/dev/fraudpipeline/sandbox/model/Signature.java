package dev.fraudpipeline.sandbox.model;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.ColumnType;
import java.util.List;
import java.util.stream.Collectors;

/** What the model asks for: every column of the training set but the one it predicts. */
final class Signature {
  static final List<Column> COLUMNS =
      Column.ALL.stream().filter(column -> column != Column.IS_FRAUD).toList();

  /** As MLflow prints it. */
  static final String TEXT =
      COLUMNS.stream()
          .map(column -> "'" + column.columnName() + "': " + mlflowType(column) + " (required)")
          .collect(Collectors.joining(", ", "[", "]"));

  private Signature() {}

  static boolean isLong(Column column) {
    return column.type() == ColumnType.BIGINT;
  }

  static boolean isInteger(Column column) {
    return column.type() == ColumnType.INTEGER;
  }

  static boolean isDouble(Column column) {
    return column.type() == ColumnType.DOUBLE || column.type() == ColumnType.DECIMAL;
  }

  static boolean isText(Column column) {
    return !isLong(column) && !isInteger(column) && !isDouble(column);
  }

  /** NumPy's name for what the values become. */
  static String numpyType(Column column) {
    return isLong(column) ? "int64" : isInteger(column) ? "int32" : "float64";
  }

  private static String mlflowType(Column column) {
    return isLong(column)
        ? "long"
        : isInteger(column) ? "integer" : isDouble(column) ? "double" : "string";
  }
}
