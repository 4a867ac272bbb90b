package dev.fraudpipeline.sink.table;

import dev.fraudpipeline.common.lifecycle.StartFailedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a connection finds its table: made where it is missing, checked where it is
 * there. Lives as long as the process, and remembers whether the table ever fitted. Thread-safe.
 */
public final class TableSetup {
  /** "A column has another type": somebody has to mend the table. */
  private static final String MISFIT = "42804";

  private static final Logger log = LoggerFactory.getLogger(TableSetup.class);

  private final PaymentTable table;
  private final TableInspector check;

  // Guarded by this.
  private boolean everFitted;
  private List<String> told = List.of();

  public TableSetup(PaymentTable table) {
    this.table = table;
    this.check = new TableInspector(table);
  }

  public PaymentTable table() {
    return table;
  }

  /**
   * Makes or checks the table.
   *
   * @throws StartFailedException where the table does not fit and never did
   * @throws SQLException where it has come not to fit, or the database fails
   */
  public void prepare(Connection connection) throws SQLException {
    table.createIfMissing(connection);
    List<String> problems = check.problems(connection);
    connection.commit();
    boolean fatal = note(problems);
    if (fatal) {
      throw new StartFailedException(
          "table " + table.name() + " does not fit; the lines above say how to mend it");
    }
    if (!problems.isEmpty()) {
      throw new SQLException("the table does not fit", MISFIT);
    }
  }

  private synchronized boolean note(List<String> problems) {
    if (!problems.equals(told)) {
      problems.forEach(problem -> log.error("table {}: {}", table.name(), problem));
      told = problems;
    }
    everFitted |= problems.isEmpty();
    return !everFitted;
  }
}
