package dev.fraudpipeline.sandbox.process;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;

/**
 * A daemon that runs in a thread of this process, so that a test can stop it as SIGTERM would and
 * debug it. Thread-safe.
 */
public final class DaemonThread implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final StopSignal stop = new StopSignal();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();

  private DaemonThread() {}

  /**
   * Starts it.
   *
   * @param daemon runs until the signal is raised, and gives its status
   */
  public static DaemonThread start(String name, ToIntFunction<StopSignal> daemon) {
    DaemonThread started = new DaemonThread();
    Thread thread = new Thread(() -> started.run(daemon), name);
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  private void run(ToIntFunction<StopSignal> daemon) {
    try {
      status.complete(daemon.applyAsInt(stop));
    } catch (RuntimeException | Error e) {
      status.completeExceptionally(e);
      throw e;
    }
  }

  /** The status it ended with; empty while it runs. */
  public OptionalInt status() {
    return status.isDone() ? OptionalInt.of(status.join()) : OptionalInt.empty();
  }

  /**
   * Stops it and waits for its end.
   *
   * @return its status
   * @throws IllegalStateException where it threw, or has not ended within a minute
   */
  public int stop() throws InterruptedException {
    stop.raise();
    try {
      return status.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the daemon threw", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the daemon did not stop within " + GRACE, e);
    }
  }

  /** Stops it, as {@link #stop} does. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
