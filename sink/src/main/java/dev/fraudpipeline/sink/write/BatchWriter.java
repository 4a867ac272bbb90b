package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sink.batch.InvalidRecord;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.batch.RefusedRow;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseOutage;
import dev.fraudpipeline.sink.table.TableSetup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores batches on two connections in turn, so that one batch is sent while the database commits
 * the one before, and the consumer's thread waits for neither. Two batches that hold the same
 * payment are stored one after the other: the first to come stays, and no connection waits for a
 * row of the other.
 *
 * <p>Used by one thread; a session has one.
 */
public final class BatchWriter implements AutoCloseable {
  private static final int LANES = 2;
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private final List<WriterConnection> lanes;
  private final WriteTimeout guard;
  private final RejectedTopic rejected;
  private final Deque<UnderWay> underWay = new ArrayDeque<>();
  private int next;

  public BatchWriter(
      Database database,
      TableSetup table,
      RejectedTopic rejected,
      WriteMetrics metrics,
      StopSignal stop) {
    this.rejected = rejected;
    this.guard = new WriteTimeout(database.writeTimeout());
    DatabaseOutage health = new DatabaseOutage(log, database, System::nanoTime);
    this.lanes =
        IntStream.rangeClosed(1, LANES)
            .mapToObj(
                i ->
                    new WriterConnection(
                        "sink-writer-" + i, database, table, health, guard, metrics, stop))
            .toList();
  }

  /**
   * What became of a batch.
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
   *     dev.fraudpipeline.common.daemon.StartFailedException} where the log-in is refused and never
   *     was accepted, or the table does not fit and never did
   */
  public Future<Stored> open() {
    WriterConnection first = lanes.get(0);
    return first.submit(() -> new Stored(first.open(), List.of()));
  }

  /**
   * Stores the payments, and writes bad records to their topic. Batches may wait here for their
   * turn: a connection that is done with one has the next at hand.
   *
   * @return safe once all of it is; fails as {@link #open()} does, and with a {@link
   *     org.apache.kafka.common.KafkaException} where bad records cannot be written
   */
  public Future<Stored> store(PaymentBatch batch) {
    WriterConnection lane = lanes.get(next);
    next = (next + 1) % LANES;
    underWay.removeIf(earlier -> earlier.outcome().isDone());
    List<Future<Stored>> awaited =
        underWay.stream()
            .filter(earlier -> earlier.lane() != lane && batch.sharesAnyWith(earlier.batch()))
            .map(UnderWay::outcome)
            .toList();
    Future<Stored> outcome = lane.submit(() -> store(batch, lane, awaited));
    underWay.add(new UnderWay(batch, lane, outcome));
    return outcome;
  }

  private Stored store(PaymentBatch batch, WriterConnection lane, List<Future<Stored>> awaited)
      throws InterruptedException, ExecutionException {
    for (Future<Stored> earlier : awaited) {
      if (!earlier.get().safe()) {
        return Stored.NOT;
      }
    }
    Optional<List<RefusedRow>> refused = lane.store(batch);
    if (refused.isEmpty()) {
      return Stored.NOT;
    }
    List<InvalidRecord> bad =
        Stream.concat(batch.bad().stream(), refused.get().stream().map(batch::refused)).toList();
    // Last, so that they are not written again for each try of the database.
    rejected.write(bad);
    return new Stored(true, bad);
  }

  /**
   * Ends what is under way, at once, also where the database hangs. What is not stored is lost to
   * this session, and comes again from the topic.
   */
  @Override
  public void close() {
    lanes.forEach(WriterConnection::close);
    guard.close();
  }

  /** A batch that was not stored yet when last looked at. */
  private record UnderWay(PaymentBatch batch, WriterConnection lane, Future<Stored> outcome) {}
}
