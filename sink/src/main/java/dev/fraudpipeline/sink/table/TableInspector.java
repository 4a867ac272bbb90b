package dev.fraudpipeline.sink.table;

import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sink.database.SqlQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

  private static final SqlQuery COLUMNS =
      new SqlQuery(
          """
      SELECT attname, format_type(atttypid, atttypmod), attnotnull, atthasdef OR attidentity <> ''
      FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
      ORDER BY attnum""");

  /**
   * An index on which ON CONFLICT can rest: whole, valid, immediate, over exactly these columns.
   */
  private static final SqlQuery UNIQUE =
      new SqlQuery(
          """
          SELECT EXISTS (
            SELECT FROM pg_index
            WHERE indrelid = ?::regclass AND indisunique AND indisvalid AND indimmediate
              AND indpred IS NULL AND indexprs IS NULL AND indnkeyatts = 2
              AND (SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute
                   WHERE attrelid = indrelid AND attnum = ANY ((indkey::smallint[])[0:1]))
                = ARRAY[?, ?]::text[])""");

  /** The sequence that counts the id, where a number that it gives again would be refused. */
  private static final SqlQuery COUNTER =
      new SqlQuery(
          """
      SELECT counter FROM pg_get_serial_sequence(?, ?) counter
      WHERE has_sequence_privilege(counter, 'SELECT') AND EXISTS (
        SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
        WHERE indrelid = ?::regclass AND indisunique AND indnkeyatts = 1 AND attname = ?)""");

  private static final String COUNTS_BEHIND =
      """
      SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END < (SELECT max(%s) FROM %s)
      FROM %s""";

  private static final SqlQuery RIGHTS =
      new SqlQuery(
          """
      SELECT relkind IN ('r', 'p'),
        has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT'),
        has_database_privilege(current_database(), 'TEMPORARY'), quote_ident(current_user),
        quote_ident(current_database())
      FROM pg_class WHERE oid = ?::regclass""");

  private final PaymentTable table;
  private final String name;

  public TableInspector(PaymentTable table) {
    this.table = table;
    this.name = table.name().quoted();
  }

  /** A column as it is. */
  private record Actual(String name, String type, boolean notNull, boolean filledByItself) {
    static Actual read(ResultSet row) throws SQLException {
      return new Actual(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4));
    }
  }

  /** Rights of the user, whose name and whose database's are quoted. */
  private record Rights(
      boolean onTable, boolean useTable, boolean makeTemporary, String user, String database) {
    static Rights read(ResultSet row) throws SQLException {
      return new Rights(
          row.getBoolean(1),
          row.getBoolean(2),
          row.getBoolean(3),
          row.getString(4),
          row.getString(5));
    }
  }

  /** Lists what does not fit, a line each; empty where all is well. The table must be there. */
  public List<String> problems(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    List<Rights> rights = RIGHTS.rows(connection, Rights::read, name);
    if (rights.isEmpty() || !rights.get(0).onTable()) {
      return List.of("it is no table: drop it, or give another name as SINK_TABLE (--table)");
    }
    checkRights(rights.get(0), problems);
    checkColumns(COLUMNS.rows(connection, Actual::read, name), problems);
    checkUnique(connection, problems);
    if (problems.isEmpty()) {
      checkCount(connection, problems);
    }
    return problems;
  }

  private void checkRights(Rights rights, List<String> problems) {
    if (!rights.useTable()) {
      problem(
          problems,
          "the user may not read it and add rows",
          "GRANT SELECT, INSERT ON " + name + " TO " + rights.user());
    }
    if (!rights.makeTemporary()) {
      problem(
          problems,
          "the user may make no temporary table",
          "GRANT TEMPORARY ON DATABASE " + rights.database() + " TO " + rights.user());
    }
  }

  private void checkColumns(List<Actual> actual, List<String> problems) {
    Map<String, Actual> found =
        actual.stream().collect(Collectors.toMap(Actual::name, column -> column));
    table
        .columns()
        .forEach(
            (column, type) -> {
              String quoted = TableName.quote(column);
              Actual is = found.get(column);
              if (is == null) {
                problem(
                    problems,
                    "column " + column + " is missing",
                    alter("ADD COLUMN " + quoted + " " + table.definition(column)));
              } else if (!is.type().equals(LONG_NAMES.getOrDefault(type, type))) {
                // There is no way from boolean to smallint but through integer.
                String cast = type.equals("smallint") ? "::integer::smallint" : "::" + type;
                problem(
                    problems,
                    "column " + column + " is " + is.type() + " and must be " + type,
                    alter("ALTER COLUMN " + quoted + " TYPE " + type + " USING " + quoted + cast));
              }
            });
    for (Actual is : actual) {
      if (is.name().equals(PaymentTable.ID)) {
        if (!is.filledByItself()) {
          problem(problems, "column id does not count by itself", alter(countById()));
        }
      } else if (is.notNull() && !is.filledByItself() && !NEVER_NULL.contains(is.name())) {
        problem(
            problems,
            "column " + LogText.quoted(is.name()) + " must take nulls, or have a default",
            alter("ALTER COLUMN " + quote(is.name()) + " DROP NOT NULL"));
      }
    }
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
    List<String> counters =
        COUNTER.rows(
            connection, row -> row.getString(1), name, PaymentTable.ID, name, PaymentTable.ID);
    if (!counters.isEmpty()) {
      String id = TableName.quote(PaymentTable.ID);
      if (new SqlQuery(COUNTS_BEHIND.formatted(id, name, counters.get(0))).isTrue(connection)) {
        problem(problems, "column id is about to give numbers that rows have", countOn());
      }
    }
  }

  private void checkUnique(Connection connection, List<String> problems) throws SQLException {
    if (!UNIQUE.isTrue(
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
