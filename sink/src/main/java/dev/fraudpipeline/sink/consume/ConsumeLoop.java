package dev.fraudpipeline.sink.consume;

import dev.fraudpipeline.common.kafka.EarliestConsumer;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sink.batch.BatchAssembler;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.write.BatchWriter;
import dev.fraudpipeline.sink.write.BatchWriter.Stored;
import dev.fraudpipeline.sink.write.BatchesInFlight;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topic_2, hands batches to the writer, and commits the offsets of what is stored. It never
 * waits for the database, and so keeps its place in the group however long that is away; meanwhile
 * what is read is bounded by three batches at the writer and one that waits, and then partitions
 * are paused.
 *
 * <p>All of it runs on the consumer's thread.
 */
public final class ConsumeLoop implements ConsumerRebalanceListener {
  private static final Duration IDLE_POLL = Duration.ofMillis(500);

  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  /** For the database, while the whole group waits for a rebalance. */
  private static final Duration REVOCATION_GRACE = Duration.ofSeconds(2);

  // With a second for each of the three clients to close, these end well within the daemon's grace.
  private static final Duration STOP_GRACE = Duration.ofSeconds(4);
  private static final Duration LAST_COMMIT_TIMEOUT = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(ConsumeLoop.class);

  private final Consumer<byte[], byte[]> consumer;
  private final EarliestConsumer reader;
  private final BatchWriter writer;
  private final BatchAssembler assembler;
  private final ConsumeMetrics metrics;
  private final StopSignal stop;
  private final StorageSummary summary = new StorageSummary(log);
  private final BatchesInFlight inFlight = new BatchesInFlight();
  private final OffsetCommitter offsets;

  /**
   * The time at which the oldest record in hand was written, in milliseconds since 1970; negative
   * where there is none.
   */
  private volatile long oldestMillis = -1;

  public ConsumeLoop(
      Consumer<byte[], byte[]> consumer,
      BatchWriter writer,
      BatchAssembler assembler,
      ConsumeMetrics metrics,
      StopSignal stop) {
    this.consumer = consumer;
    this.reader = new EarliestConsumer(consumer, metrics.reading()::lost);
    this.writer = writer;
    this.assembler = assembler;
    this.offsets = new OffsetCommitter(consumer);
    this.metrics = metrics;
    this.stop = stop;
  }

  /**
   * Reads the topic until the stop signal is raised, and then finishes what is in hand.
   *
   * @throws RuntimeException what made the writer or the consumer fail for good
   */
  public void run(String topic) throws InterruptedException {
    metrics.reading().begins(this::oldestInHand);
    try {
      consume(topic);
      finish();
    } finally {
      metrics.rests();
      // Closing the consumer revokes its partitions; there is nothing to be waited for then.
      inFlight.clear();
    }
  }

  private void consume(String topic) throws InterruptedException {
    StopSignal.Subscription waking = stop.onRaise(consumer::wakeup);
    try {
      consumer.subscribe(List.of(topic), this);
      while (!stop.isRaised()) {
        throttle();
        ConsumerRecords<byte[], byte[]> polled = reader.poll(pollTimeout());
        metrics.reading().read(polled.count());
        assembler.add(polled, System.nanoTime());
        submitDue();
        settleDone();
        offsets.commit(COMMIT_TIMEOUT);
        summary.tell();
        oldestMillis = inFlight.isEmpty() ? assembler.oldest() : inFlight.first().oldest();
        metrics.turns();
      }
    } catch (WakeupException e) {
      if (!stop.isRaised()) {
        throw e;
      }
    } finally {
      waking.close();
    }
  }

  private OptionalLong oldestInHand() {
    long millis = oldestMillis;
    return millis < 0 ? OptionalLong.empty() : OptionalLong.of(millis);
  }

  /** Reads on or not: anew each time, since a rebalance forgets what was paused. */
  private void throttle() {
    if (assembler.isFull()) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
  }

  private Duration pollTimeout() {
    long now = System.nanoTime();
    Duration timeout = inFlight.isEmpty() ? IDLE_POLL : inFlight.untilLook(now);
    boolean canSubmit = !assembler.isEmpty() && inFlight.hasRoom();
    return canSubmit && assembler.dueIn(now).compareTo(timeout) < 0
        ? assembler.dueIn(now)
        : timeout;
  }

  private void submitDue() {
    long now = System.nanoTime();
    while (inFlight.hasRoom() && !assembler.isEmpty() && assembler.dueIn(now).isZero()) {
      PaymentBatch batch = assembler.cut(now);
      inFlight.add(batch, writer.submit(batch, inFlight.sharingWith(batch)), now);
    }
  }

  /** Takes note of what is stored, in order; waits for nothing. */
  private void settleDone() throws InterruptedException {
    boolean safe = true;
    while (safe && inFlight.isFirstDone()) {
      safe = settleFirst(Duration.ZERO);
    }
  }

  /** The same, and waits for what is under way; not for ever. */
  private void settleAll(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean safe = true;
    while (safe && !inFlight.isEmpty()) {
      safe = settleFirst(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }

  /**
   * Takes note of the oldest batch. False where it is not stored in time, or will not be: then it
   * stays the oldest, so that nothing behind it is committed.
   */
  private boolean settleFirst(Duration patience) throws InterruptedException {
    PaymentBatch oldest = inFlight.first();
    Stored outcome = inFlight.awaitFirst(patience);
    if (outcome.safe()) {
      int payments = oldest.records() - outcome.rejected().size();
      offsets.add(oldest);
      summary.stored(payments, outcome.rejected());
      metrics.stored(payments, outcome.rejected(), oldest.oldest());
      assembler.recycle(oldest);
    }
    return outcome.safe();
  }

  /** Stops: what waits is left to the topic, what the writer has is finished or given up. */
  private void finish() throws InterruptedException {
    settleAll(STOP_GRACE);
    inFlight.clear();
    try {
      offsets.commit(LAST_COMMIT_TIMEOUT);
    } catch (WakeupException e) {
      // The stop signal's, which had met no poll.
      offsets.commit(LAST_COMMIT_TIMEOUT);
    }
    summary.tellNow();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    log.info(
        "reading {} more partitions, {} in all", partitions.size(), consumer.assignment().size());
    metrics.reading().assigned(partitions);
    throttle();
  }

  /** Commits what is stored of partitions before others get them, and forgets the rest. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      settleAll(REVOCATION_GRACE);
      offsets.commit(REVOCATION_GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      forget(partitions);
    }
  }

  /** The partitions have another reader already: nothing of them may be committed. */
  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    forget(partitions);
  }

  private void forget(Collection<TopicPartition> partitions) {
    log.info("gave up {} partitions", partitions.size());
    metrics.reading().takenAway(partitions);
    assembler.forget(partitions);
    inFlight.forget(partitions);
    offsets.forget(partitions);
  }
}
