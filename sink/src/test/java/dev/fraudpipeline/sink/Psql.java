package dev.fraudpipeline.sink;

import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Statements of somebody else than the sink, each on a connection of its own. They lead past the
 * proxy and its faults, and wait for no lock longer than a minute.
 */
public final class Psql {
  private static final String OPTIONS =
      "?options=-c%20TimeZone=UTC%20-c%20lock_timeout=60000&ApplicationName=psql";

  private final SandboxPostgres postgres;

  public Psql(SandboxPostgres postgres) {
    this.postgres = postgres;
  }

  /** A connection of the user that owns the database. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), postgres.user(), postgres.password());
  }

  private String url() {
    return "jdbc:postgresql://"
        + postgres.status().get("direct")
        + "/"
        + postgres.database()
        + OPTIONS;
  }

  /** A connection of the superuser. */
  public Connection connectAsSuperuser() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "");
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public void executeAsSuperuser(String sql) throws SQLException {
    try (Connection connection = connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the superuser's only row, as text. */
  public String askAsSuperuser(String sql) throws SQLException {
    try (Connection connection = connectAsSuperuser()) {
      return rows(connection, sql).get(0).values().iterator().next();
    }
  }

  /** The first column of the only row, as text. */
  public String ask(String sql) throws SQLException {
    return rows(sql).get(0).values().iterator().next();
  }

  /** Rows as text by column, in the table's order. */
  public List<Map<String, String>> rows(String sql) throws SQLException {
    try (Connection connection = connect()) {
      return rows(connection, sql);
    }
  }

  private static List<Map<String, String>> rows(Connection connection, String sql)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, String>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnLabel(i), result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Ends the sessions of all sinks, as an administrator does. */
  public static void endSinkSessions(Connection superuser) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sink'");
    }
  }

  /** The same on a connection of its own. */
  public void endSinkSessions() throws SQLException {
    try (Connection superuser = connectAsSuperuser()) {
      endSinkSessions(superuser);
    }
  }

  /** How many sessions of sinks there are of which this condition on pg_stat_activity holds. */
  public static int sinkSessions(Connection superuser, String condition) throws SQLException {
    String sql =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sink' AND (%s)"
            .formatted(condition);
    return Integer.parseInt(rows(superuser, sql).get(0).get("count"));
  }

  /** Returns once there is exactly one such session. */
  public void awaitSinkSession(String condition) {
    awaitSession("application_name = 'sink' AND (%s)".formatted(condition));
  }

  /** The same, whosever it is. */
  public void awaitSession(String condition) {
    String sql = "SELECT count(*) FROM pg_stat_activity WHERE " + condition;
    await().atMost(Surroundings.DEFINITELY_TOO_SLOW).until(() -> askAsSuperuser(sql).equals("1"));
  }

  /** The same on a connection of its own. */
  public int sinkSessions(String condition) throws SQLException {
    try (Connection superuser = connectAsSuperuser()) {
      return sinkSessions(superuser, condition);
    }
  }
}
