package dev.fraudpipeline.producer.poll;

import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.producer.ProducerMetrics;
import dev.fraudpipeline.producer.delivery.WakeUpSignal;
import dev.fraudpipeline.producer.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the API and journals what it answers, whatever Kafka does meanwhile: in a thread of its
 * own, until the daemon is to stop. While the disk takes nothing it does not poll, since what the
 * API answers then is lost.
 */
public final class PollThread implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(PollThread.class);

  private final JournalLeftovers leftOvers;
  private final PaymentsPoller poller;
  private final Journal journal;
  private final long maxBody;
  private final WakeUpSignal wake;
  private final StopSignal stop;
  private final ProducerMetrics metrics;
  private final Outage disk;
  private volatile boolean crashed;

  /**
   * @param maxBody of an answer, in bytes
   */
  public PollThread(
      JournalLeftovers leftOvers,
      PaymentsPoller poller,
      Journal journal,
      long maxBody,
      ProducerMetrics metrics,
      WakeUpSignal wake,
      StopSignal stop) {
    this.leftOvers = leftOvers;
    this.poller = poller;
    this.journal = journal;
    this.maxBody = maxBody;
    this.wake = wake;
    this.stop = stop;
    this.metrics = metrics;
    this.disk = new Outage(log, "the journal's disk", metrics.disk());
  }

  @Override
  public void run() {
    try {
      leftOvers.await();
      pollAndKeep();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      log.error("polling cannot go on: the producer ends", e);
      crashed = true;
      throw e;
    } finally {
      stop.raise();
      wake.up();
    }
  }

  /** Whether polling ended by an error, such as a lack of memory. */
  public boolean hasCrashed() {
    return crashed;
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
        metrics.kept(answer.body().length, System.nanoTime() - began);
        disk.succeeded();
        wake.up();
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
