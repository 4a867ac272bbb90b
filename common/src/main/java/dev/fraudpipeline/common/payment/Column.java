package dev.fraudpipeline.common.payment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The columns of the training set, in its order. This is the one place that names them: parsing,
 * validation, the model request, the table, the bulk load and the CSV export follow from it.
 */
public enum Column {
  TRANS_DATE_TRANS_TIME(ColumnType.TIMESTAMP),
  CC_NUM(ColumnType.BIGINT),
  MERCHANT(ColumnType.TEXT),
  CATEGORY(ColumnType.TEXT),
  AMT(ColumnType.DECIMAL),
  FIRST(ColumnType.TEXT),
  LAST(ColumnType.TEXT),
  GENDER(ColumnType.TEXT),
  STREET(ColumnType.TEXT),
  CITY(ColumnType.TEXT),
  STATE(ColumnType.TEXT),
  ZIP(ColumnType.INTEGER),
  LAT(ColumnType.DOUBLE),
  LONG(ColumnType.DOUBLE),
  CITY_POP(ColumnType.INTEGER),
  JOB(ColumnType.TEXT),
  DOB(ColumnType.DATE),
  TRANS_NUM(ColumnType.TEXT),
  /** Seconds since 1970. */
  UNIX_TIME(ColumnType.BIGINT),
  MERCH_LAT(ColumnType.DOUBLE),
  MERCH_LONG(ColumnType.DOUBLE),
  /** In topic_1 what the API said, or absent; in topic_2 and the table the prediction. */
  IS_FRAUD(ColumnType.FLAG);

  /** All columns, in the training set's order. */
  public static final List<Column> ALL = List.of(values());

  private static final Map<String, Column> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Column::columnName, Function.identity()));

  private final ColumnType type;
  private final String columnName;

  Column(ColumnType type) {
    this.type = type;
    this.columnName = name().toLowerCase(Locale.ROOT);
  }

  /** The column called so in documents and in the table, or empty where there is none. */
  public static Optional<Column> named(String columnName) {
    return Optional.ofNullable(BY_NAME.get(columnName));
  }

  /** The name in documents and in the table, such as {@code cc_num}. */
  public String columnName() {
    return columnName;
  }

  public ColumnType type() {
    return type;
  }

  /** The place in the training set's order, from 0: the order of this enum is the schema's. */
  @SuppressWarnings("EnumOrdinal")
  public int position() {
    return ordinal();
  }
}
