package dev.fraudpipeline.common.lifecycle;

import java.time.Duration;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Tells operators when something outside goes away and when it is back: one line each, however
 * often it is tried in between, and a reminder every five minutes or when the reason changes. Says,
 * too, how long to leave it alone. Not thread-safe.
 */
public final class Outage {
  private static final Duration REMINDER = Duration.ofMinutes(5);

  private static final JitteredBackoff USUAL =
      new JitteredBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final Logger log;
  private final String what;
  private final AvailabilityListener availability;
  private final IntFunction<Duration> backoff;
  private final LongSupplier nanoTime;
  private boolean away;
  private long since;
  private long told;
  private String reason;
  private int delays;

  /**
   * @param what is away, as a line begins: "the payments API"
   */
  public Outage(Logger log, String what) {
    this(log, what, AvailabilityListener.UNHEARD);
  }

  /**
   * @param availability is told of every attempt, too
   */
  public Outage(Logger log, String what, AvailabilityListener availability) {
    this(log, what, availability, USUAL);
  }

  /**
   * @param backoff between attempts; from one second to one minute where none is given
   */
  public Outage(
      Logger log, String what, AvailabilityListener availability, JitteredBackoff backoff) {
    this(log, what, availability, backoff::delay, System::nanoTime);
  }

  Outage(
      Logger log,
      String what,
      AvailabilityListener availability,
      IntFunction<Duration> backoff,
      LongSupplier nanoTime) {
    this.log = log;
    this.what = what;
    this.availability = availability;
    this.backoff = backoff;
    this.nanoTime = nanoTime;
  }

  /**
   * An attempt failed.
   *
   * @param why for people; without personal data
   */
  public void failed(String why) {
    availability.isDown(why);
    long now = nanoTime.getAsLong();
    if (!away) {
      away = true;
      since = now;
      tell(now, why);
      log.warn("{} is away: {}; trying on", what, why);
    } else if (!Objects.equals(reason, why) || now - told >= REMINDER.toNanos()) {
      tell(now, why);
      log.warn("{} is still away after {}: {}", what, elapsed(now), why);
    }
  }

  /** How long to wait before the next attempt: longer each time, until one succeeds. */
  public Duration nextDelay() {
    Duration delay = backoff.apply(delays);
    delays++;
    return delay;
  }

  /** An attempt succeeded. */
  public void succeeded() {
    availability.isUp();
    delays = 0;
    if (away) {
      away = false;
      log.info("{} is back after {}", what, elapsed(nanoTime.getAsLong()));
    }
  }

  public boolean isAway() {
    return away;
  }

  private void tell(long now, String why) {
    told = now;
    reason = why;
  }

  private String elapsed(long now) {
    long seconds = Duration.ofNanos(now - since).toSeconds();
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }
}
