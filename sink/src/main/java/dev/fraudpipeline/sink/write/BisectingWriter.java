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
 * Writes a batch, and finds the rows that the table does not take by halving it, so that all others
 * are written. A row is held to be bad only while the table takes a row that it has already: a
 * table that has come to refuse everything is nobody's fault but its own.
 *
 * <p>Serves one connection at a time, and one thread.
 */
public final class BisectingWriter {
  /** So many in a row may be refused while nothing shows that the table takes any row at all. */
  static final int MOST_REFUSED_UNPROVEN = 20;

  private final CopyWriter writer;

  public BisectingWriter(PaymentTable table, WriteTimeout timeout) {
    this.writer = new CopyWriter(table, timeout);
  }

  /**
   * Writes all rows that the table takes. May be called again for the same rows, to no further
   * effect, however it ended.
   *
   * @return those that it does not take
   * @throws SQLException where it is not a row's fault, or cannot be known to be; the connection is
   *     of no more use
   */
  public List<RefusedRow> writeBisecting(Connection connection, CopyRows rows) throws SQLException {
    List<RefusedRow> refused = new ArrayList<>();
    bisect(connection, rows, 0, rows.size(), refused);
    return refused;
  }

  private void bisect(
      Connection connection, CopyRows rows, int from, int to, List<RefusedRow> refused)
      throws SQLException {
    try {
      writer.copy(connection, rows, from, to);
    } catch (SQLException e) {
      SqlFailure failure = SqlFailure.of(e);
      if (!failure.isAboutARow()) {
        throw e;
      }
      connection.rollback();
      if (writer.isAboutTheNumber(connection, e)) {
        throw e;
      }
      if (to - from > 1) {
        int middle = (from + to) >>> 1;
        bisect(connection, rows, from, middle, refused);
        bisect(connection, rows, middle, to, refused);
      } else if (writer.takesItsNewestRowAgain(connection)
          || refused.size() < MOST_REFUSED_UNPROVEN) {
        refused.add(new RefusedRow(from, failure));
      } else {
        throw e;
      }
    }
  }
}
