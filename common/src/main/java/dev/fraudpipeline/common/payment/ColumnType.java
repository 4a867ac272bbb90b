package dev.fraudpipeline.common.payment;

/** The kind of values of a {@link Column}: their spelling in JSON, and their PostgreSQL type. */
public enum ColumnType {
  /** JSON string {@code yyyy-MM-dd HH:mm:ss}, UTC, years 1900 to 9999. */
  TIMESTAMP("timestamp", true),
  /** JSON string {@code yyyy-MM-dd}, years 1900 to 9999. */
  DATE("date", true),
  /** JSON string without NUL and without lone surrogates. */
  TEXT("text", true),
  /** JSON integer of 64 bits; never through a double, which keeps 53. */
  BIGINT("bigint", false),
  /** JSON integer of 32 bits. */
  INTEGER("integer", false),
  /** JSON integer, 0 or 1. */
  FLAG("smallint", false),
  /** JSON number, exact decimal: at most 15 digits before the point and 10 after. */
  DECIMAL("numeric", false),
  /** JSON number, finite as an IEEE 754 double. */
  DOUBLE("double precision", false);

  private final String sqlType;
  private final boolean quoted;

  ColumnType(String sqlType, boolean quoted) {
    this.sqlType = sqlType;
    this.quoted = quoted;
  }

  /** The PostgreSQL type, as {@code CREATE TABLE} spells it. */
  public String sqlType() {
    return sqlType;
  }

  /** True where the JSON value is a string. */
  public boolean isQuoted() {
    return quoted;
  }

  /** True where the JSON value is an integer, which MLflow cannot take as null. */
  public boolean isInteger() {
    return this == BIGINT || this == INTEGER || this == FLAG;
  }
}
