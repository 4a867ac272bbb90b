package dev.fraudpipeline.producer.poll;

import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.producer.journal.Journal;
import dev.fraudpipeline.producer.journal.JournalMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the API and journals what it answers, whatever Kafka does meanwhile: in a thread of its
 * own, until the daemon is to stop. What an earlier run left in the journal is sent before the API
 * is asked for more, unless Kafka takes nothing: an outage may last for hours. While the disk takes
 * nothing it does not poll, since what the API answers then is lost.
 */
public final class PollThread implements Runnable {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(PollThread.class);

  private final PaymentsPoller poller;
  private final Journal journal;
  private final long maxBody;
  private final Duration kafkaIsAway;
  private final Runnable wakeUp;
  private final StopSignal stop;
  private final JournalMetrics metrics;
  private final Outage disk;
  private volatile boolean crashed;

  /**
   * @param maxBody of an answer, in bytes
   * @param kafkaIsAway how long Kafka may acknowledge none of what an earlier run left before it is
   *     taken to be away
   * @param wakeUp tells the thread that sends of a new answer
   */
  public PollThread(
      PaymentsPoller poller,
      Journal journal,
      long maxBody,
      Duration kafkaIsAway,
      JournalMetrics metrics,
      Runnable wakeUp,
      StopSignal stop) {
    this.poller = poller;
    this.journal = journal;
    this.maxBody = maxBody;
    this.kafkaIsAway = kafkaIsAway;
    this.wakeUp = wakeUp;
    this.stop = stop;
    this.metrics = metrics;
    this.disk = new Outage(log, "the journal's disk", metrics.disk());
  }

  @Override
  public void run() {
    try {
      awaitLeftovers();
      pollAndKeep();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      log.error("polling cannot go on: the producer ends", e);
      crashed = true;
      throw e;
    } finally {
      stop.raise();
      wakeUp.run();
    }
  }

  /** Tells whether polling ended by an error, such as a lack of memory. */
  public boolean hasCrashed() {
    return crashed;
  }

  /** Waits until Kafka has all that an earlier run left, or takes none of it any more. */
  private void awaitLeftovers() throws InterruptedException {
    long left = journal.leftOver();
    long movedNanos = System.nanoTime();
    while (left > 0 && !stop.await(LOOK)) {
      long now = journal.leftOver();
      if (now < left) {
        left = now;
        movedNanos = System.nanoTime();
      } else if (System.nanoTime() - movedNanos > kafkaIsAway.toNanos()) {
        log.warn(
            "polling begins although {} answers of an earlier run are not sent yet: Kafka has"
                + " acknowledged none of them for {} s",
            now,
            kafkaIsAway.toSeconds());
        return;
      }
    }
  }

  private void pollAndKeep() throws InterruptedException {
    while (!stop.isRaised()) {
      try {
        pollOnce();
      } catch (RuntimeException e) {
        log.error("a poll failed, which is a fault of the producer itself: polling goes on", e);
        stop.await(PAUSE);
      }
    }
  }

  private void pollOnce() throws InterruptedException {
    if (!hasRoom()) {
      stop.await(PAUSE);
      return;
    }
    Optional<ApiAnswer.Body> answer = poller.poll();
    if (answer.isPresent()) {
      keep(answer.get());
    }
  }

  private boolean hasRoom() {
    try {
      if (journal.hasRoomFor(maxBody)) {
        return true;
      }
      disk.failed("it is full, and polling is paused: make room where PRODUCER_JOURNAL points");
    } catch (IOException e) {
      disk.failed("polling is paused: " + LogText.cause(e));
    }
    return false;
  }

  /** Tries until the disk takes it: the API gives each payment once. */
  private void keep(ApiAnswer.Body answer) throws InterruptedException {
    boolean lastTry = false;
    while (true) {
      try {
        long began = System.nanoTime();
        journal.append(answer.fetchedAtMillis(), answer.body());
        metrics.appended(answer.body().length, System.nanoTime() - began);
        disk.succeeded();
        wakeUp.run();
        return;
      } catch (IOException e) {
        disk.failed(
            "an answer in hand cannot be kept, and polling is paused: "
                + LogText.cause(e)
                + "; make room where PRODUCER_JOURNAL points");
      }
      if (lastTry) {
        log.error("stopped with an answer that the journal's disk did not take: it is lost");
        return;
      }
      lastTry = stop.await(PAUSE);
    }
  }
}
