package dev.fraudpipeline.producer.poll;

import java.time.Duration;

/**
 * Times of the polls: at a rate, not with a pause, so that a slow answer does not shift the next
 * poll. A poll that would overlap the one before is left out. Times are those of {@link
 * System#nanoTime()}. Not thread-safe.
 */
final class PollSchedule {
  private final long interval;
  private long next;

  /**
   * @param now when the first poll is due
   */
  PollSchedule(Duration interval, long now) {
    this.interval = interval.toNanos();
    this.next = now;
  }

  /** The wait until the next poll is due; zero or less where it is. */
  Duration untilNext(long now) {
    return Duration.ofNanos(next - now);
  }

  /** A poll has ended: the next is due at the next multiple of the interval. */
  void polled(long now) {
    next += interval;
    if (next < now) {
      next += (now - next + interval - 1) / interval * interval;
    }
  }

  /** Nothing is due before so long from now. */
  void holdOff(long now, Duration pause) {
    long earliest = now + pause.toNanos();
    if (next < earliest) {
      next += (earliest - next + interval - 1) / interval * interval;
    }
  }
}
