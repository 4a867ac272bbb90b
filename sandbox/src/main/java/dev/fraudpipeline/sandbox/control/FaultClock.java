package dev.fraudpipeline.sandbox.control;

import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.part.SandboxPart;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Inflicts faults on one part, and heals those that have a time when it is over. Thread-safe. */
final class FaultClock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FaultClock.class);

  private final SandboxPart part;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(FaultClock::daemon);

  /** Volatile beside the lock, since a fault can take seconds to begin and the state is asked. */
  private volatile Optional<PartFault> current = Optional.empty();

  /** Counts calls, so that a healing that comes too late knows that it is not meant any more. */
  private int turn;

  FaultClock(SandboxPart part) {
    this.part = part;
  }

  /**
   * Inflicts the fault, or heals where it is empty; what was set before is over, its time too.
   * Returns when that is in force.
   *
   * @param duration zero means until the next call
   */
  synchronized void set(Optional<PartFault> fault, Duration duration) {
    int mine = ++turn;
    if (fault.isEmpty()) {
      heal();
      return;
    }
    part.inflict(fault.get());
    current = fault;
    log.info("{}: {}{}", part.name(), fault.get(), duration.isZero() ? "" : " for " + duration);
    if (!duration.isZero()) {
      var unused =
          clock.schedule(() -> healInTime(mine), duration.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void healInTime(int whose) {
    if (whose != turn) {
      return;
    }
    try {
      heal();
    } catch (RuntimeException e) {
      log.error("{} does not heal", part.name(), e);
    }
  }

  private void heal() {
    part.heal();
    if (current.isPresent()) {
      log.info("{}: healed", part.name());
    }
    current = Optional.empty();
  }

  Optional<PartFault> current() {
    return current;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "fault-clock");
    thread.setDaemon(true);
    return thread;
  }

  /** Forgets what is to be healed; the part stays as it is. */
  @Override
  public void close() {
    clock.shutdownNow();
  }
}
