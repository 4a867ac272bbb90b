package dev.fraudpipeline.sandbox.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.ColumnType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a request as the model receives them, column by column, converted to the types of the
 * model's signature. Arrays are not copied: models must not write to them.
 */
public final class TypedFrame {
  /** The signature: every column of the training set but the one that is predicted. */
  static final List<Column> SIGNATURE =
      Column.ALL.stream().filter(column -> column != Column.IS_FRAUD).toList();

  private final int size;
  private final Map<Column, Object> columns = new EnumMap<>(Column.class);

  /** The values of a table before they are converted. */
  @FunctionalInterface
  interface Cells {
    JsonNode at(Column column, int row);
  }

  /**
   * Converts a table.
   *
   * @throws ScoringRefusedException where a value does not convert: one such value fails them all
   */
  TypedFrame(int size, Cells cells) {
    this.size = size;
    for (Column column : SIGNATURE) {
      columns.put(column, converted(column, cells));
    }
  }

  /** The number of rows; may be 0. */
  public int size() {
    return size;
  }

  /** A long or integer column. */
  public long[] longs(Column column) {
    return (long[]) columns.get(column);
  }

  /** A double column; NaN where the request had null. */
  public double[] doubles(Column column) {
    return (double[]) columns.get(column);
  }

  /** A string column; null where the request had null. */
  public String[] texts(Column column) {
    return (String[]) columns.get(column);
  }

  private Object converted(Column column, Cells cells) {
    try {
      return switch (column.type()) {
        case DOUBLE, DECIMAL -> doubles(column, cells);
        case BIGINT, INTEGER -> longs(column, cells);
        default -> texts(column, cells);
      };
    } catch (IllegalArgumentException e) {
      throw ScoringRefusedException.badRequest(
          "Invalid input. Data is not compatible with model signature. Failed to convert column "
              + column.columnName()
              + ". Error: '"
              + e.getMessage()
              + "'");
    }
  }

  private double[] doubles(Column column, Cells cells) {
    double[] doubles = new double[size];
    for (int row = 0; row < size; row++) {
      JsonNode cell = cells.at(column, row);
      doubles[row] =
          cell.isNumber()
              ? cell.doubleValue()
              : cell.isNull() ? Double.NaN : Double.parseDouble(text(cell));
    }
    return doubles;
  }

  private long[] longs(Column column, Cells cells) {
    boolean wraps = column.type() == ColumnType.INTEGER;
    long[] longs = new long[size];
    for (int row = 0; row < size; row++) {
      JsonNode cell = cells.at(column, row);
      long value = cell.isNumber() ? toLong(cell) : Long.parseLong(text(cell));
      longs[row] = wraps ? (int) value : value;
    }
    return longs;
  }

  /** Refuses an integer beyond 64 bits; without a word, a fraction is cut, and 2^63 wraps. */
  private static long toLong(JsonNode number) {
    if (number.isBigInteger() && number.bigIntegerValue().bitLength() > Long.SIZE) {
      throw new IllegalArgumentException("Python int too large to convert to C long");
    }
    return number.longValue();
  }

  private String[] texts(Column column, Cells cells) {
    String[] texts = new String[size];
    for (int row = 0; row < size; row++) {
      JsonNode cell = cells.at(column, row);
      texts[row] = cell.isNull() ? null : cell.asText();
    }
    return texts;
  }

  /** Text that is to be a number. */
  private static String text(JsonNode cell) {
    if (!cell.isTextual()) {
      throw new IllegalArgumentException("a number is wanted, not " + cell.getNodeType());
    }
    return cell.textValue().strip();
  }
}
