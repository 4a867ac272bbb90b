package dev.fraudpipeline.producer.delivery;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes up the thread that feeds Kafka: there is something new. Thread-safe. */
public final class WakeUpSignal {
  private final Semaphore news = new Semaphore(0);

  public void up() {
    // One that is not awake yet for earlier news will find this, too.
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  /** Waits for news since the last call, at most so long. */
  void await(Duration atMost) throws InterruptedException {
    if (news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
  }
}
