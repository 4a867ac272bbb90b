package dev.fraudpipeline.sandbox.model;

import dev.fraudpipeline.common.payment.Column;
import java.util.EnumMap;
import java.util.Map;

/**
 * The rows of a request as the model receives them, column by column, converted to the signature's
 * types. Arrays are not copied: models must not write to them.
 */
public final class Frame {
  private final int size;
  private final Map<Column, Object> columns = new EnumMap<>(Column.class);

  Frame(int size) {
    this.size = size;
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

  /**
   * A string column, which MLflow does not convert: text, but also numbers, lists, maps or null.
   */
  public Object[] objects(Column column) {
    return (Object[]) columns.get(column);
  }

  void put(Column column, Object values) {
    columns.put(column, values);
  }
}
