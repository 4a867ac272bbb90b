package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.sink.batch.CopyRows;
import dev.fraudpipeline.sink.database.SqlFailure;
import dev.fraudpipeline.sink.database.SqlQuery;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;

/**
 * Puts rows into the table, so that a payment that is there already stays as it is, with an
 * investigator's verdict. Payments come again rarely: COPY goes straight into the table, which
 * costs nothing extra, and only where a row is there already the batch goes through a temporary
 * table. From then on batches are staged first, until one holds nothing that was there: so that a
 * backlog of nothing but repetitions is not copied twice.
 *
 * <p>Serves one connection at a time, and one thread.
 */
final class CopyWriter {
  private static final String STAGING = "sink_staging";

  private static final SqlQuery COVERS_ID =
      new SqlQuery(
          """
          SELECT EXISTS (
            SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
            WHERE indrelid = ?::regclass AND relname = ? AND attname = ?)""");

  private final String name;
  private final String copyToTable;
  private final String copyToStaging;
  private final String createStaging;
  private final String insertStaged;
  private final String insertNewestAgain;
  private final SqlQuery hasRows;
  private final WriteTimeout timeout;

  private boolean stagingFirst;

  CopyWriter(PaymentTable table, WriteTimeout timeout) {
    this.timeout = timeout;
    name = table.name().quoted();
    String columns = table.filledColumns();
    String onConflict = " ON CONFLICT (" + table.identityColumns() + ") DO NOTHING";
    copyToTable = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(name, columns);
    copyToStaging = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(STAGING, columns);
    createStaging =
        "CREATE TEMPORARY TABLE IF NOT EXISTS %s ON COMMIT DELETE ROWS AS SELECT %s FROM %s WITH NO DATA"
            .formatted(STAGING, columns, name);
    // In the order in which they were copied: of two that are the same payment the first stays.
    insertStaged =
        "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY ctid"
                .formatted(name, columns, columns, STAGING)
            + onConflict;
    insertNewestAgain =
        "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY %s DESC LIMIT 1"
                .formatted(name, columns, columns, name, TableName.quote(PaymentTable.ID))
            + onConflict;
    hasRows = new SqlQuery("SELECT EXISTS (SELECT FROM " + name + ")");
  }

  /**
   * Copies a stretch of the rows in one transaction, all or none.
   *
   * @throws SQLException none is stored, unless the outcome of the commit is unknown; the
   *     connection is to be rolled back
   */
  void copy(Connection connection, CopyRows rows, int from, int to) throws SQLException {
    if (!stagingFirst) {
      try {
        send(connection, copyToTable, rows, from, to);
        connection.commit();
        return;
      } catch (SQLException e) {
        if (!SqlFailure.of(e).isUniqueViolation()) {
          throw e;
        }
        connection.rollback();
        stagingFirst = true;
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(createStaging);
      send(connection, copyToStaging, rows, from, to);
      int inserted = statement.executeUpdate(insertStaged);
      connection.commit();
      stagingFirst = inserted < to - from;
    }
  }

  /**
   * Offers the table a row that it has. Constraints are checked before it shows that the row is
   * there: so this fails where the table has come to refuse everything.
   *
   * @return false where the table is empty, which proves nothing
   */
  boolean takesItsNewestRowAgain(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(insertNewestAgain);
      boolean any = hasRows.isTrue(connection);
      connection.rollback();
      return any;
    }
  }

  /**
   * Tells whether a failure is that a row's number was taken already: numbers come from the table,
   * so that is its own fault, as where it was restored and its count was not.
   */
  boolean isAboutTheNumber(Connection connection, SQLException failure) throws SQLException {
    if (!SqlFailure.of(failure).isUniqueViolation()
        || !(failure instanceof PSQLException server)
        || server.getServerErrorMessage() == null) {
      return false;
    }
    try {
      return COVERS_ID.isTrue(
          connection, name, server.getServerErrorMessage().getConstraint(), PaymentTable.ID);
    } finally {
      connection.rollback();
    }
  }

  private void send(Connection connection, String sql, CopyRows rows, int from, int to)
      throws SQLException {
    CopyIn copyIn = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    timeout.run(connection, () -> rows.writeTo(copyIn, from, to));
    copyIn.endCopy();
  }
}
