package dev.fraudpipeline.sink.database;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Does one piece of work on a connection for somebody who waits for it: fails at once, with a line
 * in our own words, where the daemon would try again for ever.
 */
public final class DatabaseCommand {
  private static final int EXIT_FAILURE = 1;

  private final Database database;
  private final PrintStream err;

  public DatabaseCommand(Database database, PrintStream err) {
    this.database = database;
    this.err = err;
  }

  /**
   * Does the work.
   *
   * @return the work's status, or 1 where it failed
   */
  public int run(Work work) {
    try (Connection connection = database.open()) {
      return work.run(connection);
    } catch (SQLException e) {
      err.println(database + ": " + SqlFailure.of(e).phrase());
    } catch (IOException e) {
      err.println(e.getMessage());
    }
    return EXIT_FAILURE;
  }

  /** Work on a connection; rolled back unless it commits. */
  @FunctionalInterface
  public interface Work {
    int run(Connection connection) throws SQLException, IOException;
  }
}
