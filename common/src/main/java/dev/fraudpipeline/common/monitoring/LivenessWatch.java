package dev.fraudpipeline.common.monitoring;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.log.LogText;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a dependency asked every few seconds, on a thread of its own, so that operators see also in
 * an idle daemon what is missing. Nothing of the daemon's work waits for it.
 */
final class LivenessWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LivenessWatch.class);

  private final LivenessProbe probe;
  private final AvailabilityListener told;
  private final Duration interval;
  private final Thread thread;

  /**
   * Begins to ask.
   *
   * @param told what it answers
   */
  LivenessWatch(
      String dependency, LivenessProbe probe, AvailabilityListener told, Duration interval) {
    this.probe = probe;
    this.told = told;
    this.interval = interval;
    this.thread = new Thread(this::ask, "watch-" + dependency);
    thread.setDaemon(true);
    thread.start();
  }

  private void ask() {
    try {
      while (true) {
        try {
          probe.missing().ifPresentOrElse(told::isDown, told::isUp);
        } catch (RuntimeException e) {
          log.debug("a probe failed", e);
          told.isDown(LogText.cause(e));
        }
        Thread.sleep(interval.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it; an answer that is waited for is given up. */
  @Override
  public void close() {
    thread.interrupt();
    probe.close();
  }
}
