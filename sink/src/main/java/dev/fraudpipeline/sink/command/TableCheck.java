package dev.fraudpipeline.sink.command;

import dev.fraudpipeline.common.command.check.Check;
import dev.fraudpipeline.common.command.check.CheckFinding;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.SqlFailure;
import dev.fraudpipeline.sink.database.SqlQuery;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableInspector;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells whether the database is there and its table fits. Makes no table and writes no row; the
 * rights are asked of the catalog.
 */
public final class TableCheck implements Check {
  /** The fourth is null where there is no such schema. */
  private static final SqlQuery SERVER =
      new SqlQuery(
          """
      SELECT current_setting('server_version'), quote_ident(current_user),
        pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on',
        (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace
         WHERE nspname = coalesce(?, current_schema())),
        quote_ident(coalesce(?, current_schema(), 'public'))""");

  private static final SqlQuery MAY_DECIDE =
      new SqlQuery("SELECT has_column_privilege(?::regclass, ?, 'UPDATE')");

  private final Database database;
  private final PaymentTable table;

  public TableCheck(Database database, PaymentTable table) {
    this.database = database;
    this.table = table;
  }

  @Override
  public void look(Consumer<CheckFinding> findings) {
    String what = database.toString();
    try (Connection connection = database.open()) {
      Server server = server(connection);
      if (server.readOnly()) {
        findings.accept(
            CheckFinding.failed(
                what, server.version() + " takes no writes: it is a standby, or set to read-only"));
        return;
      }
      findings.accept(
          CheckFinding.ok(what, server.version() + ", log-in accepted as " + server.user()));
      look(connection, server, findings);
      connection.rollback();
    } catch (SQLException e) {
      findings.accept(CheckFinding.failed(what, SqlFailure.of(e).phrase()));
    }
  }

  /**
   * The server as it was found.
   *
   * @param mayCreate whether a table may be created in the schema; empty where there is no schema
   * @param schema quoted; public where the search path has none
   */
  private record Server(
      String version, String user, boolean readOnly, Optional<Boolean> mayCreate, String schema) {}

  private Server server(Connection connection) throws SQLException {
    String schema = table.name().schema().orElse(null);
    return SERVER
        .rows(
            connection,
            row ->
                new Server(
                    "PostgreSQL " + row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    Optional.ofNullable(row.getObject(4, Boolean.class)),
                    row.getString(5)),
            schema,
            schema)
        .get(0);
  }

  private void look(Connection connection, Server server, Consumer<CheckFinding> findings)
      throws SQLException {
    String what = "table " + table.name();
    if (!table.exists(connection)) {
      findings.accept(missing(what, server));
      return;
    }
    List<String> problems = new TableInspector(table).problems(connection);
    problems.forEach(problem -> findings.accept(CheckFinding.failed(what, problem)));
    if (problems.isEmpty()) {
      findings.accept(CheckFinding.ok(what, "fits, and may be read and added to"));
    }
    if (hasVerdicts(problems)) {
      findings.accept(verdicts(connection, server));
    }
  }

  private CheckFinding missing(String what, Server server) {
    if (server.mayCreate().isEmpty()) {
      return CheckFinding.failed(
          what,
          "not there, and neither is its schema. To mend it: CREATE SCHEMA "
              + server.schema()
              + "; or a table of another schema");
    }
    return server.mayCreate().get()
        ? CheckFinding.ok(what, "not there yet: the sink creates it")
        : CheckFinding.failed(
            what,
            "not there, and the user may not create it. To mend it: GRANT CREATE ON SCHEMA "
                + server.schema()
                + " TO "
                + server.user()
                + "; or create the table for it");
  }

  /** Tells whether the column is there that the right would be on. */
  private static boolean hasVerdicts(List<String> problems) {
    return problems.stream()
        .noneMatch(
            problem ->
                problem.startsWith("it is no table")
                    || problem.startsWith("column " + PaymentTable.FRAUD_CONFIRMED));
  }

  /** The sink itself never updates a row, and a role of its own need not be able to. */
  private CheckFinding verdicts(Connection connection, Server server) throws SQLException {
    String what = "verdicts (sink.jar confirm)";
    return MAY_DECIDE.isTrue(connection, table.name().quoted(), PaymentTable.FRAUD_CONFIRMED)
        ? CheckFinding.ok(what, "this user may record them")
        : CheckFinding.note(
            what,
            "this user may not record them, which the sink itself never does; for those who do:"
                + " GRANT UPDATE (%s) ON %s TO %s;"
                    .formatted(PaymentTable.FRAUD_CONFIRMED, table.name().quoted(), server.user()));
  }
}
