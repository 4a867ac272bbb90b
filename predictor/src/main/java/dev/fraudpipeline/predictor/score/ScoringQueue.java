package dev.fraudpipeline.predictor.score;

import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.predictor.commit.PendingRecord;
import dev.fraudpipeline.predictor.model.ModelRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Payments that wait to be asked about, and how they are put together: suspects first, then what
 * was put off and is due again, then all others in order. What arrives while every worker is busy
 * goes together into the next request. Thread-safe.
 */
public final class ScoringQueue {
  /** A request's body stays well below what the heap and the model can take. */
  private static final int MOST_BYTES = 4 << 20;

  private static final JitteredBackoff BACKOFF =
      new JitteredBackoff(Duration.ofMillis(500), Duration.ofSeconds(15));

  private final BatchSize size;
  private final int batchMax;
  private final long waitNanos;
  private final ModelRequest features;

  private final Deque<PendingRecord> fresh = new ArrayDeque<>();
  private final Deque<ScoringBatch> first = new ArrayDeque<>();
  private final Deque<ScoringBatch> putOff = new ArrayDeque<>();
  private int failures;
  private long putOffUntil;
  private long unread;
  private int busy;
  private int fewer;
  private boolean closed;

  /**
   * @param wait how long a payment waits for others to fill its batch
   */
  public ScoringQueue(BatchSize size, int batchMax, Duration wait, ModelRequest features) {
    this.size = size;
    this.batchMax = batchMax;
    this.waitNanos = wait.toNanos();
    this.features = features;
  }

  public synchronized void add(List<PendingRecord> payments) {
    long now = System.nanoTime();
    for (PendingRecord payment : payments) {
      payment.waitsSince = now;
      fresh.addLast(payment);
    }
    notifyAll();
  }

  /** Takes note of the records in the topic beyond those that were read: part of the backlog. */
  public synchronized void unread(long records) {
    unread = records;
  }

  /**
   * Waits until fewer than so many wait to be asked about for the first time, but not for long.
   *
   * @return whether there are fewer
   */
  public synchronized boolean awaitFewer(int than, Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    fewer = than;
    for (long left = atMost.toNanos(); fresh.size() >= than && left > 0 && !closed; ) {
      wait(left / 1_000_000 + 1);
      left = until - System.nanoTime();
    }
    fewer = 0;
    return fresh.size() < than;
  }

  /** Asked about again, before all others. */
  synchronized void putBack(List<ScoringBatch> batches) {
    for (int i = batches.size() - 1; i >= 0; i--) {
      first.addFirst(batches.get(i));
    }
    notifyAll();
  }

  /** Asked about again after a while, one after the other; the others go on. */
  synchronized void putOff(List<ScoringBatch> batches) {
    if (putOff.isEmpty()) {
      putOffUntil = System.nanoTime() + BACKOFF.delay(failures++).toNanos();
    }
    putOff.addAll(batches);
    notifyAll();
  }

  /** The model has accepted a payment: what was put off gets its turn as if it were new. */
  synchronized void accepted() {
    failures = 0;
    if (putOff.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    while (!putOff.isEmpty()) {
      List<PendingRecord> records = putOff.pollLast().records();
      for (int i = records.size() - 1; i >= 0; i--) {
        records.get(i).waitsSince = now;
        fresh.addFirst(records.get(i));
      }
    }
    notifyAll();
  }

  /**
   * The next to ask about, as soon as there is something; the caller is busy until {@link #done()}.
   *
   * @return empty where this is closed
   */
  synchronized Optional<ScoringBatch> take() throws InterruptedException {
    while (!closed) {
      long now = System.nanoTime();
      ScoringBatch batch = next(now).living();
      if (batch.size() > 0) {
        busy++;
        if (fresh.size() < fewer) {
          notifyAll();
        }
        return Optional.of(batch);
      }
      if (isNothingDue(now)) {
        long delay = delay(now);
        if (delay < 0) {
          wait();
        } else {
          wait(delay / 1_000_000 + 1);
        }
      }
    }
    return Optional.empty();
  }

  private ScoringBatch next(long now) {
    if (!first.isEmpty()) {
      return first.pollFirst();
    }
    if (isPutOffDue(now)) {
      putOffUntil = now + BACKOFF.delay(failures++).toNanos();
      return putOff.pollFirst();
    }
    return isBatchDue(now) ? batch() : ScoringBatch.fresh(List.of());
  }

  private boolean isNothingDue(long now) {
    return first.isEmpty() && !isPutOffDue(now) && !isBatchDue(now);
  }

  /** Until something is due, in nanoseconds; negative where nothing will be by itself. */
  private long delay(long now) {
    long delay = putOff.isEmpty() ? Long.MAX_VALUE : Math.max(0, putOffUntil - now);
    if (!fresh.isEmpty()) {
      delay = Math.min(delay, Math.max(0, fresh.peekFirst().waitsSince + waitNanos - now));
    }
    return delay == Long.MAX_VALUE ? -1 : delay;
  }

  private boolean isPutOffDue(long now) {
    return !putOff.isEmpty() && now - putOffUntil >= 0;
  }

  private boolean isBatchDue(long now) {
    return !fresh.isEmpty()
        && (now - fresh.peekFirst().waitsSince >= waitNanos || fresh.size() >= wanted());
  }

  private int wanted() {
    return size.of(fresh.size() + unread, batchMax);
  }

  private ScoringBatch batch() {
    int wanted = wanted();
    List<PendingRecord> batch = new ArrayList<>(Math.min(wanted, fresh.size()));
    long bytes = 0;
    while (!fresh.isEmpty() && batch.size() < wanted) {
      PendingRecord next = fresh.peekFirst();
      boolean alone = features.mustGoAlone(next.payment());
      bytes += next.payment().json().length;
      if (!batch.isEmpty() && (alone || bytes > MOST_BYTES)) {
        break;
      }
      batch.add(fresh.pollFirst());
      if (alone) {
        break;
      }
    }
    return ScoringBatch.fresh(batch);
  }

  /**
   * Lets some time pass for one who is busy.
   *
   * @throws InterruptedException where the thread is interrupted meanwhile, or this is closed
   */
  synchronized void pass(Duration time) throws InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
      if (closed) {
        throw new InterruptedException("nothing more is asked");
      }
      wait(left / 1_000_000 + 1);
    }
  }

  /** Ends the work on what was taken. */
  synchronized void done() {
    busy--;
    notifyAll();
  }

  /** Gives out nothing more. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits until nobody is busy; not for ever. */
  public synchronized void awaitIdle(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis(); busy > 0 && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
  }
}
