package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.JournalMetrics;
import dev.fraudpipeline.producer.journal.JournaledAnswer;
import dev.fraudpipeline.producer.journal.PaymentFingerprint;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal from the side of Kafka: which answers are still to be sent, and what has become of
 * their rows. It outlives the Kafka clients. What its disk refuses is told and tried again. Not
 * thread-safe, except {@link #wakeUp()}.
 */
public final class UnsentAnswers {
  private static final Logger log = LoggerFactory.getLogger(UnsentAnswers.class);

  private final Journal journal;
  private final DeliveryMetrics metrics;
  private final DeliverySummary summary = new DeliverySummary();
  private final Outage disk;

  /** Answers that were begun, by their number. */
  private final Map<Long, AnswerProgress> inFlight = new HashMap<>();

  /** The payments of their rows. */
  private final Set<PaymentFingerprint> claimed = new HashSet<>();

  /** Holds one at most: who is not awake yet for earlier news will find the later, too. */
  private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);

  public UnsentAnswers(Journal journal, DeliveryMetrics metrics, JournalMetrics journalMetrics) {
    this.journal = journal;
    this.metrics = metrics;
    this.disk = new Outage(log, "the journal's disk", journalMetrics.disk());
  }

  /** Wakes up the thread that sends: there is something new. */
  public void wakeUp() {
    boolean unused = news.offer(true);
  }

  /** Waits to be woken up since the last call, at most so long. */
  void awaitNews(Duration atMost) throws InterruptedException {
    Boolean unused = news.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether Kafka has all that was fetched. */
  boolean isEmpty() {
    return journal.waiting() == 0;
  }

  /** Has a new Kafka client begin with the oldest answer that is not done. */
  public void rewind() {
    journal.rewind();
  }

  /** The next answer, in order; empty where there is none, or the disk does not give it now. */
  public Optional<JournaledAnswer> next() {
    try {
      Optional<JournaledAnswer> answer = journal.next();
      disk.succeeded();
      return answer;
    } catch (IOException e) {
      diskFailed("the journal cannot be read", e);
      return Optional.empty();
    }
  }

  /** The progress of an answer: as an earlier Kafka client left it, or none yet. */
  public AnswerProgress progressOf(JournaledAnswer answer) {
    return inFlight.computeIfAbsent(answer.number(), number -> new AnswerProgress(answer));
  }

  /** Whether the row's payment is to be sent: neither was it sent before, nor is it under way. */
  public boolean claims(Payment payment, AnswerProgress progress, int row) {
    PaymentFingerprint fingerprint = PaymentFingerprint.of(payment);
    if (journal.remembers(fingerprint)) {
      return false;
    }
    if (!progress.hasClaimed(row)) {
      if (!claimed.add(fingerprint)) {
        return false;
      }
      progress.claim(row, fingerprint);
    }
    return true;
  }

  /** All rows of an answer have been handed over; there are so many. */
  public void handedOver(AnswerProgress progress, int rows) {
    progress.handedOver(rows);
    finish(progress);
  }

  /** Nothing more is to be done for a record's row. */
  void settled(OutgoingRecord outgoing) {
    outgoing.settle();
    outgoing.rejected().ifPresent(metrics::rejected);
    finish(outgoing.progress());
  }

  private void finish(AnswerProgress progress) {
    if (!progress.isDone()) {
      return;
    }
    inFlight.remove(progress.number());
    progress.payments().forEach(claimed::remove);
    metrics.delivered(progress);
    summary.delivered(progress);
    try {
      journal.done(progress.number(), progress.payments());
      disk.succeeded();
    } catch (IOException e) {
      diskFailed("what Kafka has cannot be written down", e);
    }
  }

  /** Tells now and then what has become of the rows. To be called often. */
  void tellSummary() {
    summary.tell();
  }

  /** Tells operators that the disk refused something, which is tried again. */
  void diskFailed(String what, IOException e) {
    disk.failed(what + ": " + LogText.cause(e));
  }
}
