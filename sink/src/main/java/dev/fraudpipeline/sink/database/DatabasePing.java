package dev.fraudpipeline.sink.database;

import dev.fraudpipeline.common.monitoring.LivenessProbe;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks whether the database answers, on a connection of its own. Nothing is asked about payments:
 * how it takes them shows where they are written.
 */
public final class DatabasePing implements LivenessProbe {
  private static final int TIMEOUT_SECONDS = 5;

  private final Database database;

  /** Of null where there is none: {@link #close()} takes it from the thread that asks. */
  private final AtomicReference<Connection> connection = new AtomicReference<>();

  private volatile boolean closed;

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
      Connection held = connection.get();
      if (held != null && held.isValid(TIMEOUT_SECONDS)) {
        return Optional.empty();
      }
      // It may be the old connection alone that is broken.
      giveBack();
      Connection opened = database.open();
      // Between two questions nothing is to be open on the server.
      opened.setAutoCommit(true);
      connection.set(opened);
      if (closed) {
        giveBack();
      }
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(SqlFailure.of(e).phrase());
    }
  }

  private void giveBack() {
    Connection last = connection.getAndSet(null);
    if (last != null) {
      Database.abort(last);
    }
  }

  @Override
  public void close() {
    closed = true;
    giveBack();
  }
}
