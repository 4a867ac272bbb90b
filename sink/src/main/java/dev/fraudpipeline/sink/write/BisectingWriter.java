package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.sink.batch.CopyRows;
import dev.fraudpipeline.sink.batch.RefusedRow;
import dev.fraudpipeline.sink.database.SqlFailure;
import dev.fraudpipeline.sink.table.PaymentTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores a batch, and finds the rows that the table does not take by halving it, so that all others
 * are stored. A row is blamed only while the table takes a row that it has already: a table that
 * has come to refuse everything is nobody's fault but its own.
 *
 * <p>Serves one connection at a time, and one thread.
 */
public final class BisectingWriter {
  /** So many in a row may be blamed while nothing shows that the table takes any row at all. */
  static final int MOST_BLAMED_UNPROVEN = 20;

  private final CopyWriter store;

  public BisectingWriter(PaymentTable table, WriteTimeout guard) {
    this.store = new CopyWriter(table, guard);
  }

  /**
   * Stores all rows that the table takes. May be called again for the same rows, to no further
   * effect, however it ended.
   *
   * @return those that it does not take
   * @throws SQLException where it is not a row's fault, or cannot be known to be; the connection is
   *     of no more use
   */
  public List<RefusedRow> store(Connection connection, CopyRows rows) throws SQLException {
    List<RefusedRow> refused = new ArrayList<>();
    if (rows.size() > 0) {
      store(connection, rows, 0, rows.size(), refused);
    }
    return refused;
  }

  private void store(
      Connection connection, CopyRows rows, int from, int to, List<RefusedRow> refused)
      throws SQLException {
    try {
      store.store(connection, rows, from, to);
    } catch (SQLException e) {
      SqlFailure failure = SqlFailure.of(e);
      if (!failure.isAboutARow()) {
        throw e;
      }
      connection.rollback();
      if (store.isAboutTheNumber(connection, e)) {
        throw e;
      }
      if (to - from == 1) {
        blame(connection, new RefusedRow(from, failure), e, refused);
      } else {
        int middle = (from + to) >>> 1;
        store(connection, rows, from, middle, refused);
        store(connection, rows, middle, to, refused);
      }
    }
  }

  private void blame(
      Connection connection, RefusedRow suspect, SQLException failure, List<RefusedRow> refused)
      throws SQLException {
    boolean proven = store.takesItsNewestRowAgain(connection);
    if (!proven && refused.size() >= MOST_BLAMED_UNPROVEN) {
      throw failure;
    }
    refused.add(suspect);
  }
}
