package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.PaymentId;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Reads the sink's table, with a new connection each time: the database may come and go. */
final class StoredPayments {
  private static final String UNDEFINED_TABLE = "42P01";
  private static final int TIMEOUT_SECONDS = 3;
  private static final int FETCH_SIZE = 10_000;

  private final String url;
  private final String user;
  private final String password;
  private final String table;

  private StoredPayments(String url, String user, String password, String table) {
    this.url = url;
    this.user = user;
    this.password = password;
    this.table = table;
  }

  /** The table in the database at {@code postgres://user:password@host:port/database}. */
  static StoredPayments at(URI database, String table) {
    String[] userAndPassword = database.getUserInfo().split(":", 2);
    String url =
        "jdbc:postgresql://" + database.getHost() + ":" + database.getPort() + database.getPath();
    return new StoredPayments(url, userAndPassword[0], userAndPassword[1], table);
  }

  /** Counts the table's rows; 0 where the sink has not made it yet. */
  long count() throws SourceAwayException {
    try (Connection connection = connect(TIMEOUT_SECONDS);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from " + table)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      if (UNDEFINED_TABLE.equals(e.getSQLState())) {
        return 0;
      }
      throw new SourceAwayException("PostgreSQL does not answer", e);
    }
  }

  /**
   * A row.
   *
   * @param fraud whether it is predicted to be one
   * @param committedMillis when its transaction was committed, since 1970
   */
  record StoredRow(boolean fraud, AlarmedPayment payment, long committedMillis) {}

  /** Every row, by its identity. */
  Map<PaymentId, StoredRow> rows() throws SourceAwayException {
    String sql =
        """
        select %s, %s, %s, to_char(%s, 'YYYY-MM-DD HH24:MI:SS'),
          (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::bigint
        from %s
        """
            .formatted(
                Column.TRANS_NUM.columnName(),
                Column.UNIX_TIME.columnName(),
                Column.IS_FRAUD.columnName(),
                Column.TRANS_DATE_TRANS_TIME.columnName(),
                table);
    Map<PaymentId, StoredRow> rows = new HashMap<>();
    try (Connection connection = connect(10 * TIMEOUT_SECONDS);
        Statement statement = connection.createStatement()) {
      // The driver reads in portions only inside a transaction.
      connection.setAutoCommit(false);
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          String transNum = result.getString(1);
          rows.put(
              new PaymentId(transNum, result.getLong(2)),
              new StoredRow(
                  result.getInt(3) == 1,
                  new AlarmedPayment(transNum, result.getString(4)),
                  result.getLong(5)));
        }
      }
    } catch (SQLException e) {
      if (!UNDEFINED_TABLE.equals(e.getSQLState())) {
        throw new SourceAwayException("PostgreSQL does not answer", e);
      }
    }
    return rows;
  }

  private Connection connect(int socketTimeoutSeconds) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", user);
    properties.put("password", password);
    properties.put("connectTimeout", Integer.toString(TIMEOUT_SECONDS));
    properties.put("loginTimeout", Integer.toString(TIMEOUT_SECONDS));
    properties.put("socketTimeout", Integer.toString(socketTimeoutSeconds));
    properties.put("ApplicationName", "demo");
    return DriverManager.getConnection(url, properties);
  }
}
