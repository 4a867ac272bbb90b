package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sink.batch.CopyRows;
import dev.fraudpipeline.sink.batch.RefusedRow;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseOutage;
import dev.fraudpipeline.sink.database.SqlFailure;
import dev.fraudpipeline.sink.table.TableSetup;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread and a connection of its own, which write one batch after the other. Holds on to a batch
 * for as long as it takes: whatever the database says, it is tried again, on a new connection.
 *
 * <p>{@link #submit} and {@link #close} are for other threads, all else for its own.
 */
final class WriterConnection implements AutoCloseable {
  static final JitteredBackoff BACKOFF =
      new JitteredBackoff(Duration.ofMillis(250), Duration.ofSeconds(5));

  private static final Logger log = LoggerFactory.getLogger(WriterConnection.class);

  private final Database database;
  private final TableSetup table;
  private final DatabaseOutage outage;
  private final WriteMetrics metrics;
  private final StopSignal stop;
  private final BisectingWriter writer;
  private final JitteredBackoff backoff;
  private int failures;
  private final ExecutorService thread;

  /** Of null where there is none: {@link #close()} takes it from its thread. */
  private final AtomicReference<Connection> connection = new AtomicReference<>();

  private volatile boolean closed;

  WriterConnection(
      String name,
      Database database,
      TableSetup table,
      DatabaseOutage outage,
      WriteTimeout timeout,
      WriteMetrics metrics,
      StopSignal stop,
      JitteredBackoff backoff) {
    this.database = database;
    this.table = table;
    this.outage = outage;
    this.metrics = metrics;
    this.stop = stop;
    this.backoff = backoff;
    this.writer = new BisectingWriter(table.table(), timeout);
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread worker = new Thread(work, name);
              worker.setDaemon(true);
              return worker;
            });
  }

  /** Does the work on this connection's thread, after all that was submitted before. */
  <T> Future<T> submit(Callable<T> work) {
    return thread.submit(work);
  }

  /** Connects and makes the table; false where the sink was stopped before. */
  boolean open() throws InterruptedException {
    return retryUntilDone(ready -> List.of()).isPresent();
  }

  /**
   * Writes the rows that the table takes.
   *
   * @return those that it does not take; empty where the sink was stopped before all were written
   */
  Optional<List<RefusedRow>> retryUntilWritten(CopyRows rows) throws InterruptedException {
    return rows.size() == 0
        ? Optional.of(List.of())
        : retryUntilDone(
            ready -> {
              long began = System.nanoTime();
              List<RefusedRow> refused = writer.writeBisecting(ready, rows);
              metrics.wrote(rows.size(), System.nanoTime() - began);
              return refused;
            });
  }

  private Optional<List<RefusedRow>> retryUntilDone(Work work) throws InterruptedException {
    boolean blocked = false;
    while (true) {
      try {
        Connection ready = connected();
        if (blocked) {
          database.endFrozenSessions(ready);
        }
        List<RefusedRow> refused = work.run(ready);
        outage.succeeded();
        failures = 0;
        return Optional.of(refused);
      } catch (SQLException e) {
        disconnect(e);
        if (stop.isRaised() || closed) {
          return Optional.empty();
        }
        SqlFailure failure = SqlFailure.of(e);
        metrics.failed(failure.kind());
        outage.failed(failure);
        blocked = failure.isBlocked();
        if (stop.await(backoff.delay(failures++))) {
          return Optional.empty();
        }
      }
    }
  }

  private Connection connected() throws SQLException {
    Connection held = connection.get();
    if (held != null) {
      return held;
    }
    Connection opened = database.open();
    connection.set(opened);
    if (closed) {
      throw new SQLException("closed meanwhile");
    }
    table.prepare(opened);
    return opened;
  }

  private void disconnect(SQLException failure) {
    Connection broken = connection.getAndSet(null);
    if (broken != null) {
      // Closing rolls back; a server that does not even take the farewell is not waited for.
      Database.closeAfter(failure, broken);
    }
  }

  /** Ends what is under way: see {@link BatchWriter#close()}. */
  @Override
  public void close() {
    closed = true;
    Connection last = connection.getAndSet(null);
    thread.shutdownNow();
    if (last != null) {
      Database.abort(last);
    }
    try {
      if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
        log.warn("the database still holds the writer; ending without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Transactions that are committed when it returns. */
  @FunctionalInterface
  private interface Work {
    List<RefusedRow> run(Connection connection) throws SQLException;
  }
}
