package dev.fraudpipeline.predictor.commit;

import dev.fraudpipeline.common.log.LogText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is finished, in one transaction each interval: the output and the input's offsets
 * become visible together, or neither. It is the only thread that touches the producer after {@code
 * initTransactions()}; the other methods are thread-safe.
 *
 * <p>A transaction has three ends: committed; aborted, since the group has moved on, and what is
 * still held goes into the next; or a failure that only a new producer can settle, which ends the
 * thread.
 */
public final class TransactionCommitter implements Runnable {
  /**
   * The time that a transaction may take. One whose producer died holds up every reader of topic_2
   * for so long.
   */
  public static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(TransactionCommitter.class);

  private static final long AFTER_ABORT_NANOS = Duration.ofMillis(250).toNanos();

  private final UncommittedRecords uncommitted;
  private final Producer<byte[], byte[]> producer;
  private final FlowMetrics metrics;
  private final long intervalNanos;

  /** True where the last transaction was aborted; for the committing thread. */
  private boolean aborting;

  private final Object lock = new Object();
  private boolean finished;
  private boolean closed;
  private long flushesWanted;
  private long flushesDone;
  private long nextAt = System.nanoTime();

  public TransactionCommitter(
      UncommittedRecords uncommitted,
      Producer<byte[], byte[]> producer,
      FlowMetrics metrics,
      Duration interval) {
    this.uncommitted = uncommitted;
    this.producer = producer;
    this.metrics = metrics;
    this.intervalNanos = interval.toNanos();
  }

  /**
   * Commits until closed.
   *
   * @throws RuntimeException where the producer has failed for good
   */
  @Override
  public void run() {
    try {
      while (true) {
        long flush = awaitWork();
        if (flush < 0) {
          return;
        }
        commit();
        synchronized (lock) {
          flushesDone = Math.max(flushesDone, flush);
          lock.notifyAll();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** The flush that the next commit does; negative where there is to be none. */
  private long awaitWork() throws InterruptedException {
    synchronized (lock) {
      while (!closed) {
        long now = System.nanoTime();
        if (flushesWanted > flushesDone || (finished && now - nextAt >= 0)) {
          finished = false;
          nextAt = now + intervalNanos;
          return flushesWanted;
        }
        if (finished) {
          // One more, since a wait of no milliseconds would never end.
          lock.wait((nextAt - now) / 1_000_000 + 1);
        } else {
          lock.wait();
        }
      }
      return -1;
    }
  }

  /** Tries again what was aborted, a little later: the group may still be on the move. */
  private void again() {
    synchronized (lock) {
      nextAt = System.nanoTime() + Math.max(intervalNanos, AFTER_ABORT_NANOS);
      finished = true;
    }
  }

  /** Says that something is finished. */
  public void wake() {
    synchronized (lock) {
      if (!finished) {
        finished = true;
        lock.notifyAll();
      }
    }
  }

  /**
   * Commits all that is finished now, without waiting for the interval.
   *
   * @return false where that was not done in time, or cannot be
   */
  public boolean flush(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    synchronized (lock) {
      flushesWanted++;
      long wanted = flushesWanted;
      lock.notifyAll();
      while (flushesDone < wanted) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (closed || left <= 0) {
          return false;
        }
        lock.wait(left);
      }
      return true;
    }
  }

  /** Begins no further transaction. */
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  private void commit() {
    Optional<UncommittedRecords.Portion> taken = uncommitted.take();
    if (taken.isEmpty()) {
      return;
    }
    UncommittedRecords.Portion portion = taken.get();
    long began = System.nanoTime();
    producer.beginTransaction();
    try {
      for (UncommittedRecords.Part part : portion.parts()) {
        for (PendingRecord pending : part.records()) {
          // The commit throws for a send that failed.
          Future<RecordMetadata> unused = producer.send(pending.output());
        }
      }
      producer.sendOffsetsToTransaction(portion.offsets(), portion.group());
      producer.commitTransaction();
      uncommitted.committed(portion);
      metrics.committed(portion.size(), System.nanoTime() - began);
      aborting = false;
    } catch (TransactionAbortableException | CommitFailedException e) {
      if (!aborting) {
        // Once, though a rebalance may refuse many.
        log.warn("a transaction is aborted and done again: {}", LogText.cause(e));
        aborting = true;
      }
      producer.abortTransaction();
      uncommitted.aborted(portion);
      metrics.aborted(System.nanoTime() - began);
      again();
    } catch (ProducerFencedException | InvalidProducerEpochException | InvalidTxnStateException e) {
      if (System.nanoTime() - began >= LONGEST.toNanos()) {
        // The broker has given it up. It says so as if another producer had come, or to a commit as
        // if there had been nothing to commit. Not as a cause, which would count as a fencing.
        throw new KafkaException(
            "the broker gave up a transaction after %d s: %s"
                .formatted(LONGEST.toSeconds(), e.getClass().getSimpleName()));
      }
      throw e;
    }
  }
}
