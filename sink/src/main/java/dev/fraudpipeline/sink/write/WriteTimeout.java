package dev.fraudpipeline.sink.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends writes that a hanging server does not read: the driver's time-outs are for reading only, and
 * TCP itself waits without end for a peer that says it has no room. Thread-safe.
 */
public final class WriteTimeout implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WriteTimeout.class);

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
        timer.schedule(() -> abort(connection), limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      write.run();
    } finally {
      abort.cancel(false);
    }
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      log.debug("the connection did not close", e);
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
