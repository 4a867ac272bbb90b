package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.daemon.Backoff;
import dev.fraudpipeline.common.daemon.Retries;
import dev.fraudpipeline.common.daemon.StopSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores batches one after the other, on a thread and a connection of its own, so that the
 * consumer's thread need not wait for the database. Holds on to a batch for as long as it takes:
 * whatever the database says, it is tried again, on a new connection.
 *
 * <p>Thread-safe; a session has one.
 */
final class BatchWriter implements AutoCloseable {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private final Database database;
  private final PaymentTable table;
  private final RejectedTopic rejected;
  private final StopSignal stop;
  private final DatabaseHealth health;
  private final Retries retries = new Retries(BACKOFF, RandomGenerator.getDefault());
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread worker = new Thread(work, "sink-writer");
            worker.setDaemon(true);
            return worker;
          });

  /** Null where there is none; guarded by this, for {@link #close()} takes it from its thread. */
  private Connection connection;

  private boolean closed;

  /** A batch was left: none behind it may be stored. Confined to the writer's thread. */
  private boolean gaveUp;

  BatchWriter(Database database, PaymentTable table, RejectedTopic rejected, StopSignal stop) {
    this.database = database;
    this.table = table;
    this.rejected = rejected;
    this.stop = stop;
    this.health = new DatabaseHealth(log, database, System::nanoTime);
  }

  /**
   * Connects and makes the table before the first batch comes, so that mistakes show at start.
   *
   * @return false where the sink was stopped before; fails with a {@link
   *     dev.fraudpipeline.common.daemon.StartFailedException} where the log-in is refused and never
   *     was accepted
   */
  Future<Boolean> open() {
    return thread.submit(() -> persist(ready -> {}));
  }

  /**
   * Stores the payments in one transaction, and writes the bad records to their topic. Batches are
   * stored in the order of the calls.
   *
   * @return true once all of it is safe; false where the sink was stopped before that. Fails as
   *     {@link #open()} does, and with a {@link org.apache.kafka.common.KafkaException} where bad
   *     records cannot be written
   */
  Future<Boolean> store(Batch batch) {
    return thread.submit(
        () -> {
          if (!gaveUp && !batch.payments().isEmpty()) {
            gaveUp = !persist(ready -> table.insert(ready, batch.payments()));
          }
          if (!gaveUp) {
            // Last, so that they are not written again for each try of the database.
            rejected.write(batch.bad());
          }
          return !gaveUp;
        });
  }

  private boolean persist(Transaction transaction) throws InterruptedException {
    while (true) {
      try {
        transaction.run(connected());
        health.succeeded();
        retries.succeeded();
        return true;
      } catch (SQLException e) {
        disconnect(e);
        if (stop.isRaised() || isClosed()) {
          return false;
        }
        health.failed(SqlFailure.of(e));
        if (stop.await(retries.failed())) {
          return false;
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
    table.createIfMissing(opened);
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

  /** One transaction, committed when it returns. */
  @FunctionalInterface
  private interface Transaction {
    void run(Connection connection) throws SQLException;
  }
}
