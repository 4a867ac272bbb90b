package dev.fraudpipeline.sink;

import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A sink in a thread of this process. */
final class RunningSink implements AutoCloseable {
  /** What a stop may take, and as much again for a busy machine; no time-out of a database's. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final StopSignal stop = new StopSignal();
  private final CompletableFuture<Integer> status;

  RunningSink(Map<String, String> environment) {
    this.status =
        CompletableFuture.supplyAsync(
            () -> Main.run(new String[0], environment, stop, System.out, System.err),
            work -> new Thread(work, "sink").start());
  }

  boolean isRunning() {
    return !status.isDone();
  }

  /** Fails where it ends within that time. */
  void assertRunsFor(Duration time) {
    await().during(time).atMost(Surroundings.DEFINITELY_TOO_SLOW).until(this::isRunning);
  }

  /** The status, once it has ended by itself. */
  int status(Duration patience) {
    try {
      return status.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the sink did not end in time", e);
    }
  }

  /** Stops it as SIGTERM does. */
  int stop() {
    stop.raise();
    return status(STOP_LIMIT);
  }

  @Override
  public void close() {
    stop();
  }
}
