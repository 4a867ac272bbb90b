package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sink.SinkMetrics;
import dev.fraudpipeline.sink.batch.CopyRows;
import dev.fraudpipeline.sink.batch.PaymentBatch;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread and a connection of its own, which store one batch after the other. Holds on to a batch
 * for as long as it takes: whatever the database says, it is tried again, on a new connection.
 *
 * <p>{@link #submit} and {@link #close} are for other threads, all else for its own.
 */
final class WriterConnection implements AutoCloseable {
  private static final JitteredBackoff BACKOFF =
      new JitteredBackoff(Duration.ofMillis(250), Duration.ofSeconds(5));
  private static final Logger log = LoggerFactory.getLogger(WriterConnection.class);

  private final Database database;
  private final TableSetup table;
  private final DatabaseOutage health;
  private final SinkMetrics metrics;
  private final StopSignal stop;
  private final BisectingWriter store;
  private final JitteredBackoff backoff;
  private int failures;
  private final ExecutorService thread;

  /** Null where there is none; guarded by this, for {@link #close()} takes it from its thread. */
  private Connection connection;

  private boolean closed;

  WriterConnection(
      String name,
      Database database,
      TableSetup table,
      DatabaseOutage health,
      WriteTimeout guard,
      SinkMetrics metrics,
      StopSignal stop) {
    this(name, database, table, health, guard, metrics, stop, BACKOFF);
  }

  /** For tests, which need not wait so long. */
  WriterConnection(
      String name,
      Database database,
      TableSetup table,
      DatabaseOutage health,
      WriteTimeout guard,
      SinkMetrics metrics,
      StopSignal stop,
      JitteredBackoff backoff) {
    this.database = database;
    this.table = table;
    this.health = health;
    this.metrics = metrics;
    this.stop = stop;
    this.backoff = backoff;
    this.store = new BisectingWriter(table.table(), guard);
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread worker = new Thread(work, name);
              worker.setDaemon(true);
              return worker;
            });
  }

  /** Does the work on this lane's thread, after all that was submitted before. */
  <T> Future<T> submit(Callable<T> work) {
    return thread.submit(work);
  }

  /** Connects and makes the table; false where the sink was stopped before. */
  boolean open() throws InterruptedException {
    return persist(ready -> List.of()).isPresent();
  }

  /**
   * Stores the payments that the table takes.
   *
   * @return those that it does not take; empty where the sink was stopped before all were stored
   */
  Optional<List<RefusedRow>> store(PaymentBatch batch) throws InterruptedException {
    CopyRows rows = batch.rows();
    return rows.size() == 0 ? Optional.of(List.of()) : persist(ready -> store(ready, rows));
  }

  private List<RefusedRow> store(Connection ready, CopyRows rows) throws SQLException {
    long began = System.nanoTime();
    List<RefusedRow> refused = store.store(ready, rows);
    metrics.wrote(rows.size(), System.nanoTime() - began);
    return refused;
  }

  private Optional<List<RefusedRow>> persist(Work work) throws InterruptedException {
    boolean blocked = false;
    while (true) {
      try {
        Connection ready = connected();
        if (blocked) {
          database.endFrozenSessions(ready);
        }
        List<RefusedRow> refused = work.run(ready);
        health.succeeded();
        metrics.databaseAnswered();
        failures = 0;
        return Optional.of(refused);
      } catch (SQLException e) {
        disconnect(e);
        if (stop.isRaised() || isClosed()) {
          return Optional.empty();
        }
        SqlFailure failure = SqlFailure.of(e);
        metrics.databaseFailed(failure);
        health.failed(failure);
        blocked = failure.isBlocked();
        if (stop.await(backoff.delay(failures++))) {
          return Optional.empty();
        }
      }
    }
  }

  private Connection connected() throws SQLException {
    synchronized (this) {
      if (connection != null) {
        return connection;
      }
    }
    Connection opened = database.open();
    boolean late;
    synchronized (this) {
      late = closed;
      connection = late ? null : opened;
    }
    if (late) {
      opened.close();
      throw new SQLException("closed meanwhile");
    }
    table.prepare(opened);
    return opened;
  }

  private void disconnect(SQLException failure) {
    Connection broken;
    synchronized (this) {
      broken = connection;
      connection = null;
    }
    if (broken != null) {
      // Closing rolls back; a server that does not even take the farewell is not waited for.
      Database.closeAfter(failure, broken);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Ends what is under way, at once, also where the database hangs. What is not stored is lost to
   * this session, and comes again from the topic.
   */
  @Override
  public void close() {
    Connection last;
    synchronized (this) {
      closed = true;
      last = connection;
      connection = null;
    }
    thread.shutdownNow();
    if (last != null) {
      try {
        last.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("the connection did not close", e);
      }
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
