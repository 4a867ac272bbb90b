package dev.fraudpipeline.sink.database;

import dev.fraudpipeline.common.monitoring.LivenessProbe;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whether the database answers, on a connection of its own. What it does with payments is not
 * asked: that shows where they are stored.
 */
public final class DatabasePing implements LivenessProbe {
  private static final int TIMEOUT_SECONDS = 5;
  private static final Logger log = LoggerFactory.getLogger(DatabasePing.class);

  private final Database database;

  /** Null where there is none. Guarded by this. */
  private Connection connection;

  private boolean closed;

  /**
   * @param database one of its own: what is known of the log-in of those that store is not to be
   *     mixed with what this one meets
   */
  public DatabasePing(Database database) {
    this.database = database;
  }

  @Override
  public Optional<String> missing() {
    try {
      Connection held = held();
      if (held != null) {
        if (held.isValid(TIMEOUT_SECONDS)) {
          return Optional.empty();
        }
        // It may be the old connection alone that is broken.
        giveBack();
      }
      Connection opened = database.open();
      // Between two questions nothing is to be open on the server.
      opened.setAutoCommit(true);
      hold(opened);
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(SqlFailure.of(e).phrase());
    }
  }

  private synchronized Connection held() {
    return connection;
  }

  private synchronized void hold(Connection opened) {
    connection = opened;
    if (closed) {
      giveBack();
    }
  }

  private synchronized void giveBack() {
    Connection last = connection;
    connection = null;
    if (last != null) {
      try {
        last.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("the connection did not close", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    giveBack();
  }
}
