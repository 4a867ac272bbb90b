package dev.fraudpipeline.predictor.model;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.Payment;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One place where the model can be asked, and how it has been doing. Guarded by {@link
 * EndpointPool}.
 */
public final class ModelEndpoint {
  private static final Logger log = LoggerFactory.getLogger(ModelEndpoint.class);
  private static final JitteredBackoff BACKOFF =
      new JitteredBackoff(Duration.ofMillis(250), Duration.ofSeconds(15));

  private final URI url;
  private final Outage outage;
  private Payment accepted;
  private boolean sick;
  private long restsUntil;

  /** Requests out now. */
  int inFlight;

  /** Somebody waits to be alone here, or is. */
  boolean reserved;

  /** An endpoint's state, by what is done about it. */
  enum State {
    /** It is asked. */
    WELL,
    /** It has failed, and is tried again. */
    SICK,
    /** It has failed, and is left alone for a while. */
    RESTING
  }

  /**
   * An endpoint as it was at a moment.
   *
   * @param inFlight requests that were out there
   */
  record Reading(URI url, State state, int inFlight) {}

  ModelEndpoint(URI url) {
    this.url = url;
    this.outage =
        new Outage(log, "the model at " + LogText.url(url), AvailabilityListener.UNHEARD, BACKOFF);
  }

  URI url() {
    return url;
  }

  boolean isSick() {
    return sick;
  }

  /**
   * The time for which it is still to be left alone, in nanoseconds; zero or less where it may be
   * tried.
   */
  long rest(long now) {
    return restsUntil - now;
  }

  Reading read() {
    State state = !sick ? State.WELL : rest(System.nanoTime()) > 0 ? State.RESTING : State.SICK;
    return new Reading(url, state, inFlight);
  }

  /** The newest payment that it accepted; null where there is none. */
  Payment accepted() {
    return accepted;
  }

  void succeeded(Payment payment) {
    accepted = payment;
    recovered();
  }

  void recovered() {
    if (sick) {
      sick = false;
      outage.succeeded();
    }
  }

  /** Leaves it alone for a while. Several that fail at the same time count once. */
  void failed(String reason) {
    long now = System.nanoTime();
    if (!sick || rest(now) <= 0) {
      sick = true;
      restsUntil = now + outage.nextDelay().toNanos();
      outage.failed(reason);
    }
  }
}
