package dev.fraudpipeline.common.lifecycle;

import dev.fraudpipeline.common.log.LogText;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a daemon's work until SIGTERM or SIGINT, with ten seconds of grace to finish what is in
 * hand. After such a signal the process ends with the JVM's own status for it (143, 130).
 */
public final class DaemonRunner {
  /** The status of a daemon that could not start, or crashed. */
  public static final int EXIT_FAILURE = 1;

  /** How long a daemon may take to end once it was told to. */
  public static final Duration GRACE = Duration.ofSeconds(10);

  private static final JitteredBackoff REBUILD =
      new JitteredBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  /** A session that lasted so long was healthy: the next failure counts as the first. */
  private static final Duration HEALTHY = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(DaemonRunner.class);

  private final String name;
  private final StopSignal stop;
  private final AvailabilityListener clients;

  public DaemonRunner(String name, StopSignal stop) {
    this(name, stop, AvailabilityListener.UNHEARD);
  }

  /**
   * @param clients is told where a session's Kafka clients have failed; it is for the sessions to
   *     tell that they work
   */
  public DaemonRunner(String name, StopSignal stop, AvailabilityListener clients) {
    this.name = name;
    this.stop = stop;
    this.clients = clients;
  }

  /**
   * Runs sessions one after the other: a session holds Kafka clients, and ends with an exception
   * when one of them has failed for good. Then the next is built after a back-off, inside the same
   * process, since nobody may be there to restart it.
   *
   * @param sessions builds the next session; tried again where that fails
   * @return the process's status, to be handed to {@code System.exit}
   */
  public int run(Supplier<? extends Session> sessions) {
    return run(sessions, () -> {});
  }

  /**
   * As {@link #run(Supplier)}.
   *
   * @param last what is to be done after the last session while the process may not end yet; it has
   *     the rest of the {@link #GRACE}
   */
  public int run(Supplier<? extends Session> sessions, Runnable last) {
    CountDownLatch finished = new CountDownLatch(1);
    // The JVM halts as soon as its hooks have returned: so the hook waits for the work to end.
    Thread hook = new Thread(() -> stopAndWait(finished), name + "-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      runSessions(sessions);
      log.info("{} stopped", name);
      return 0;
    } catch (StartFailedException e) {
      log.error("{}", e.getMessage());
      return EXIT_FAILURE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return EXIT_FAILURE;
    } finally {
      try {
        last.run();
      } finally {
        finished.countDown();
        forget(hook);
      }
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is at work, and is what brought us here.
      log.debug("the shutdown hook stays: the JVM is shutting down");
    }
  }

  private void stopAndWait(CountDownLatch finished) {
    stop.raise();
    try {
      if (!finished.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} did not finish within {} s: ending it", name, GRACE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runSessions(Supplier<? extends Session> sessions) throws InterruptedException {
    int failures = 0;
    while (!stop.isRaised()) {
      long began = System.nanoTime();
      try (Session session = sessions.get()) {
        session.run();
      } catch (StartFailedException e) {
        throw e;
      } catch (RuntimeException e) {
        if (stop.isRaised()) {
          log.warn("{} was stopped in the middle: {}", name, LogText.cause(e));
          return;
        }
        if (System.nanoTime() - began > HEALTHY.toNanos()) {
          failures = 0;
        }
        Duration delay = REBUILD.delay(failures);
        failures++;
        clients.isDown("the Kafka clients failed: " + LogText.cause(e));
        log.error(
            "the Kafka clients of {} failed and are built anew in {} ms: {}",
            name,
            delay.toMillis(),
            LogText.cause(e));
        if (!(e instanceof KafkaException)) {
          log.error("that is a fault of {} itself", name, e);
        }
        stop.await(delay);
      }
    }
  }

  /** One life of a daemon's clients. */
  public interface Session extends AutoCloseable {

    /**
     * Works until the stop signal is raised.
     *
     * @throws StartFailedException where no later session could do better
     * @throws InterruptedException where the thread is interrupted
     */
    void run() throws InterruptedException;

    /** Closes the clients, without throwing for what is already broken. */
    @Override
    void close();
  }
}
