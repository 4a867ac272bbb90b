package dev.fraudpipeline.sandbox.api;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;

/** Stops whoever asks it for the time until it is let on. Thread-safe. */
final class HeldClock extends Clock {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch letOn = new CountDownLatch(1);

  /** Returns once somebody has asked. */
  void awaitAsked() throws InterruptedException {
    asked.await();
  }

  /** Answers, from now on, at once. */
  void letOn() {
    letOn.countDown();
  }

  @Override
  public Instant instant() {
    asked.countDown();
    try {
      letOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the time was asked for", e);
    }
    return Instant.now();
  }

  @Override
  public ZoneId getZone() {
    return Clock.systemUTC().getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
