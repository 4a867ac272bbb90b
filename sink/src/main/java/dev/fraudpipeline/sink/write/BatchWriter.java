package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sink.batch.InvalidRecord;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.batch.RefusedRow;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseOutage;
import dev.fraudpipeline.sink.table.TableSetup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches on two connections in turn, so that one batch is sent while the database commits
 * the one before, and the consumer's thread waits for neither. Two batches that hold the same
 * payment are written one after the other: the first to come stays, and no connection waits for a
 * row of the other.
 *
 * <p>Used by one thread; a session has one.
 */
public final class BatchWriter implements AutoCloseable {
  private static final int CONNECTIONS = 2;
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private final List<WriterConnection> connections;
  private final WriteTimeout timeout;
  private final RejectedTopic rejected;
  private int next;

  public BatchWriter(
      Database database,
      TableSetup table,
      RejectedTopic rejected,
      WriteMetrics metrics,
      StopSignal stop) {
    this.rejected = rejected;
    this.timeout = new WriteTimeout(database.writeTimeout());
    DatabaseOutage outage = new DatabaseOutage(log, database, metrics.database(), System::nanoTime);
    this.connections =
        IntStream.rangeClosed(1, CONNECTIONS)
            .mapToObj(
                i ->
                    new WriterConnection(
                        "sink-writer-" + i,
                        database,
                        table,
                        outage,
                        timeout,
                        metrics,
                        stop,
                        WriterConnection.BACKOFF))
            .toList();
  }

  /**
   * The outcome of a batch.
   *
   * @param safe false where the sink was stopped before that
   * @param rejected all bad records of it, those that the table refused included
   */
  public record Stored(boolean safe, List<InvalidRecord> rejected) {
    static final Stored NOT = new Stored(false, List.of());
  }

  /**
   * Connects and makes the table before the first batch comes, so that mistakes show at start.
   *
   * @return safe unless the sink was stopped before; fails with a {@link
   *     dev.fraudpipeline.common.lifecycle.StartFailedException} where the log-in is refused and
   *     never was accepted, or the table does not fit and never did
   */
  public Future<Stored> open() {
    WriterConnection first = connections.get(0);
    return first.submit(() -> new Stored(first.open(), List.of()));
  }

  /**
   * Has the payments written, and bad records to their topic. Batches may wait here for their turn:
   * a connection that is done with one has the next at hand.
   *
   * @param before what is to be safe first, since it may hold the same payments: batches that were
   *     submitted earlier
   * @return safe once all of it is; fails as {@link #open()} does, and with a {@link
   *     org.apache.kafka.common.KafkaException} where bad records cannot be written
   */
  public Future<Stored> submit(PaymentBatch batch, List<Future<Stored>> before) {
    WriterConnection connection = connections.get(next);
    next = (next + 1) % CONNECTIONS;
    return connection.submit(() -> writeAfter(before, batch, connection));
  }

  private Stored writeAfter(
      List<Future<Stored>> before, PaymentBatch batch, WriterConnection connection)
      throws InterruptedException, ExecutionException {
    for (Future<Stored> earlier : before) {
      if (!earlier.get().safe()) {
        return Stored.NOT;
      }
    }
    Optional<List<RefusedRow>> refused = connection.retryUntilWritten(batch.rows());
    if (refused.isEmpty()) {
      return Stored.NOT;
    }
    List<InvalidRecord> invalid =
        Stream.concat(batch.invalid().stream(), refused.get().stream().map(batch::refused))
            .toList();
    // Last, so that they are not written again for each try of the database.
    rejected.write(invalid);
    return new Stored(true, invalid);
  }

  /**
   * Ends what is under way, at once, also where the database hangs. What is not stored is lost to
   * this session, and comes again from the topic.
   */
  @Override
  public void close() {
    connections.forEach(WriterConnection::close);
    timeout.close();
  }
}
