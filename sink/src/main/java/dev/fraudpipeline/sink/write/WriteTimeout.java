package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.sink.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends writes that a hanging server does not read: the driver's time-outs are for reading only, and
 * TCP itself waits without end for a peer that says it has no room. Thread-safe.
 */
public final class WriteTimeout implements AutoCloseable {
  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "sink-write-guard");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param limit what a batch may take to write
   */
  public WriteTimeout(Duration limit) {
    this.limit = limit;
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Writes, or fails after the time limit as with a connection that broke. */
  void run(Connection connection, Write write) throws SQLException {
    Future<?> abort =
        timer.schedule(() -> Database.abort(connection), limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      write.run();
    } finally {
      abort.cancel(false);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Something that writes to the connection. */
  @FunctionalInterface
  interface Write {
    void run() throws SQLException;
  }
}
