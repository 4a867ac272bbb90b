package dev.fraudpipeline.producer.poll;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.producer.journal.Journal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier life of the producer left in the journal: it is sent before the API is asked for
 * more, unless Kafka takes nothing. Then polling must not wait, since the outage may last for
 * hours.
 */
public final class JournalLeftovers {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Logger log = LoggerFactory.getLogger(JournalLeftovers.class);

  private final Journal journal;
  private final Duration patience;
  private final StopSignal stop;

  /**
   * @param patience how long Kafka may acknowledge none of it before it is taken to be away
   */
  public JournalLeftovers(Journal journal, Duration patience, StopSignal stop) {
    this.journal = journal;
    this.patience = patience;
    this.stop = stop;
  }

  /**
   * Waits until Kafka has them all, or takes none any more, or the daemon is to stop.
   *
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  void await() throws InterruptedException {
    long left = journal.leftOver();
    long movedNanos = System.nanoTime();
    while (left > 0 && !stop.await(LOOK)) {
      long now = journal.leftOver();
      if (now < left) {
        movedNanos = System.nanoTime();
      } else if (System.nanoTime() - movedNanos > patience.toNanos()) {
        log.warn(
            "polling begins although {} answers of an earlier run are not sent yet: Kafka has"
                + " acknowledged none of them for {} s",
            now,
            patience.toSeconds());
        return;
      }
      left = now;
    }
  }
}
