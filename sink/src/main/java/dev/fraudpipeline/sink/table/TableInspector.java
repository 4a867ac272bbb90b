package dev.fraudpipeline.sink.table;

import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sink.database.BooleanQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares a table that is there with what the sink needs, and names what does not fit with the SQL
 * that mends it. Reads the catalog only. Immutable, thread-safe.
 */
public final class TableInspector {
  /**
   * Columns that every payment has, or it would have been rejected: the table may insist on them.
   */
  private static final Set<String> NEVER_NULL =
      Set.of(
          Column.TRANS_DATE_TRANS_TIME.columnName(),
          Column.CC_NUM.columnName(),
          Column.AMT.columnName(),
          Column.TRANS_NUM.columnName(),
          Column.UNIX_TIME.columnName(),
          Column.IS_FRAUD.columnName());

  /** As {@code format_type} spells them, where that is not as we do. */
  private static final Map<String, String> LONG_NAMES =
      Map.of("timestamp", "timestamp without time zone", "timestamptz", "timestamp with time zone");

  private static final String COLUMNS =
      """
      SELECT attname, format_type(atttypid, atttypmod), attnotnull, atthasdef OR attidentity <> ''
      FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
      ORDER BY attnum\
      """;

  /**
   * An index on which ON CONFLICT can rest: whole, valid, immediate, over exactly these columns.
   */
  private static final BooleanQuery UNIQUE =
      new BooleanQuery(
          """
          SELECT EXISTS (
            SELECT FROM pg_index
            WHERE indrelid = ?::regclass AND indisunique AND indisvalid AND indimmediate
              AND indpred IS NULL AND indexprs IS NULL AND indnkeyatts = 2
              AND (SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute
                   WHERE attrelid = indrelid AND attnum = ANY ((indkey::smallint[])[0:1]))
                = ARRAY[?, ?]::text[])\
          """);

  /** The sequence that counts the id, where a number that it gives again would be refused. */
  private static final String COUNTER =
      """
      SELECT counter FROM pg_get_serial_sequence(?, ?) counter
      WHERE has_sequence_privilege(counter, 'SELECT') AND EXISTS (
        SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
        WHERE indrelid = ?::regclass AND indisunique AND indnkeyatts = 1 AND attname = ?)\
      """;

  private static final String COUNTS_BEHIND =
      """
      SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END < (SELECT max(%s) FROM %s)
      FROM %s\
      """;

  private static final String RIGHTS =
      """
      SELECT relkind IN ('r', 'p'),
        has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT'),
        has_database_privilege(current_database(), 'TEMPORARY'), quote_ident(current_user),
        quote_ident(current_database())
      FROM pg_class WHERE oid = ?::regclass\
      """;

  private final PaymentTable table;
  private final String name;

  public TableInspector(PaymentTable table) {
    this.table = table;
    this.name = table.name().quoted();
  }

  /** A column as it is. */
  private record Actual(String type, boolean notNull, boolean filledByItself) {}

  /** Lists what does not fit, a line each; empty where all is well. The table must be there. */
  public List<String> problems(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    if (checkRights(connection, problems)) {
      checkColumns(columns(connection), problems);
      checkUnique(connection, problems);
      if (problems.isEmpty()) {
        checkCount(connection, problems);
      }
    }
    return problems;
  }

  /** Tells whether it is a table at all. */
  private boolean checkRights(Connection connection, List<String> problems) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RIGHTS)) {
      query.setString(1, name);
      try (ResultSet result = query.executeQuery()) {
        if (!result.next() || !result.getBoolean(1)) {
          problems.add("it is no table: drop it, or give another name as SINK_TABLE (--table)");
          return false;
        }
        if (!result.getBoolean(2)) {
          problem(
              problems,
              "the user may not read it and add rows",
              "GRANT SELECT, INSERT ON " + name + " TO " + result.getString(4));
        }
        if (!result.getBoolean(3)) {
          problem(
              problems,
              "the user may make no temporary table",
              "GRANT TEMPORARY ON DATABASE " + result.getString(5) + " TO " + result.getString(4));
        }
        return true;
      }
    }
  }

  private Map<String, Actual> columns(Connection connection) throws SQLException {
    Map<String, Actual> columns = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setString(1, name);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          columns.put(
              result.getString(1),
              new Actual(result.getString(2), result.getBoolean(3), result.getBoolean(4)));
        }
      }
    }
    return columns;
  }

  private void checkColumns(Map<String, Actual> actual, List<String> problems) {
    Map<String, String> expected = table.columns();
    expected.forEach(
        (column, type) -> {
          String quoted = TableName.quote(column);
          if (!actual.containsKey(column)) {
            problem(
                problems,
                "column " + column + " is missing",
                alter("ADD COLUMN " + quoted + " " + table.definition(column)));
          } else if (!actual.get(column).type().equals(LONG_NAMES.getOrDefault(type, type))) {
            // There is no way from boolean to smallint but through integer.
            String cast = type.equals("smallint") ? "::integer::smallint" : "::" + type;
            problem(
                problems,
                "column " + column + " is " + actual.get(column).type() + " and must be " + type,
                alter("ALTER COLUMN " + quoted + " TYPE " + type + " USING " + quoted + cast));
          }
        });
    actual.forEach(
        (column, is) -> {
          if (column.equals(PaymentTable.ID)) {
            if (!is.filledByItself()) {
              problem(problems, "column id does not count by itself", alter(countById()));
            }
          } else if (is.notNull() && !is.filledByItself() && !NEVER_NULL.contains(column)) {
            problem(
                problems,
                "column " + LogText.quoted(column) + " must take nulls, or have a default",
                alter("ALTER COLUMN " + quote(column) + " DROP NOT NULL"));
          }
        });
  }

  private String countById() {
    String id = TableName.quote(PaymentTable.ID);
    return "ALTER COLUMN %s SET NOT NULL, ALTER COLUMN %s ADD GENERATED BY DEFAULT AS IDENTITY; "
            .formatted(id, id)
        + countOn();
  }

  private String countOn() {
    String id = TableName.quote(PaymentTable.ID);
    return "SELECT setval(pg_get_serial_sequence('%s', 'id'), coalesce(max(%s), 1), max(%s) IS NOT NULL) FROM %s"
        .formatted(name, id, id, name);
  }

  /** As after a restore, or on a logical replica that has become the database. */
  private void checkCount(Connection connection, List<String> problems) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(COUNTER)) {
      query.setString(1, name);
      query.setString(2, PaymentTable.ID);
      query.setString(3, name);
      query.setString(4, PaymentTable.ID);
      try (ResultSet result = query.executeQuery()) {
        if (result.next()
            && new BooleanQuery(
                    COUNTS_BEHIND.formatted(
                        TableName.quote(PaymentTable.ID), name, result.getString(1)))
                .ask(connection)) {
          problem(problems, "column id is about to give numbers that rows have", countOn());
        }
      }
    }
  }

  private void checkUnique(Connection connection, List<String> problems) throws SQLException {
    if (!UNIQUE.ask(
        connection, name, Column.TRANS_NUM.columnName(), Column.UNIX_TIME.columnName())) {
      problem(
          problems,
          "it has no unique constraint on trans_num and unix_time",
          alter("ADD UNIQUE (" + table.identityColumns() + ")"));
    }
  }

  private String alter(String what) {
    return "ALTER TABLE " + name + " " + what;
  }

  private static void problem(List<String> problems, String what, String mend) {
    problems.add(what + ". To mend it: " + mend + ";");
  }

  /** A name that is not ours, as SQL takes it. */
  private static String quote(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }
}
