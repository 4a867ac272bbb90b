package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.write.BatchWriter.Stored;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/** Batches at the writer, in the order in which it was given them. Not thread-safe. */
public final class BatchesInFlight {
  /** One for each of the writer's connections, and the next. */
  private static final int MOST = 3;

  /**
   * The delay after which a stored batch is noticed at the latest; one that takes long can wait
   * longer.
   */
  private static final Duration BRISK_LOOK = Duration.ofMillis(10);

  private static final Duration PATIENT_LOOK = Duration.ofMillis(100);
  private static final Duration BRISK = Duration.ofSeconds(1);

  private final Deque<Flight> flights = new ArrayDeque<>();

  /**
   * @param sinceNanos by {@link System#nanoTime()}
   */
  private record Flight(PaymentBatch batch, Future<Stored> outcome, long sinceNanos) {}

  public boolean isEmpty() {
    return flights.isEmpty();
  }

  /** Tells whether the writer may be given one more. */
  public boolean hasRoom() {
    return flights.size() < MOST;
  }

  /** Outcomes of those that may hold a payment which is in this one, too. */
  public List<Future<Stored>> sharingWith(PaymentBatch batch) {
    return flights.stream()
        .filter(flight -> batch.sharesAnyWith(flight.batch()))
        .map(Flight::outcome)
        .toList();
  }

  public void add(PaymentBatch batch, Future<Stored> outcome, long nowNanos) {
    flights.add(new Flight(batch, outcome, nowNanos));
  }

  /**
   * The one that was given first.
   *
   * @throws java.util.NoSuchElementException where there is none
   */
  public PaymentBatch first() {
    return flights.getFirst().batch();
  }

  public boolean isFirstDone() {
    return !isEmpty() && flights.getFirst().outcome().isDone();
  }

  /** The time after which somebody should look whether the first is done. */
  public Duration untilLook(long nowNanos) {
    boolean brisk = nowNanos - flights.getFirst().sinceNanos() < BRISK.toNanos();
    return brisk ? BRISK_LOOK : PATIENT_LOOK;
  }

  /**
   * Waits for the first, which is gone from here where it is safe.
   *
   * @throws RuntimeException what made the writer fail for good
   */
  public Stored awaitFirst(Duration patience) throws InterruptedException {
    Stored outcome = outcome(flights.getFirst().outcome(), patience);
    if (outcome.safe()) {
      flights.removeFirst();
    }
    return outcome;
  }

  /**
   * Waits for the writer's work; not safe also where it is not done in time.
   *
   * @throws RuntimeException what made it fail for good
   */
  public static Stored outcome(Future<Stored> work, Duration patience) throws InterruptedException {
    try {
      return work.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Stored.NOT;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the writer failed", e.getCause());
    }
  }

  public void forget(Collection<TopicPartition> partitions) {
    flights.forEach(flight -> flight.batch().forget(partitions));
  }

  public void clear() {
    flights.clear();
  }
}
