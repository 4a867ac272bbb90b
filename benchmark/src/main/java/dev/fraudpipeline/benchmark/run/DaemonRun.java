package dev.fraudpipeline.benchmark.run;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.benchmark.measure.MemoryMeasurement;
import dev.fraudpipeline.benchmark.measure.SteadyPace;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One daemon at work, in a folder of its own. Not thread-safe. */
public final class DaemonRun implements AutoCloseable {
  private static final Duration DEFINITELY_STUCK = Duration.ofMinutes(2);

  /** Each look costs the broker and this process a little, on the cores that are measured. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** So that the end is seen when it comes. */
  private static final Duration LAST_LOOK = Duration.ofMillis(25);

  private static final int LOOKS_AT_MEMORY = 9;

  private final JarProcess process;
  private final long startNanos = System.nanoTime();

  private DaemonRun(JarProcess process) {
    this.process = process;
  }

  public static DaemonRun start(JarCommand command) {
    return new DaemonRun(JarProcess.start(command));
  }

  /** Something that rises as the daemon works. */
  @FunctionalInterface
  public interface Counter {
    long now() throws BenchmarkFailedException, InterruptedException;
  }

  /**
   * Waits until the counter has come so far.
   *
   * @throws BenchmarkFailedException where the daemon ends, or stands still for two minutes
   */
  public SteadyPace await(Counter counter, long target)
      throws BenchmarkFailedException, InterruptedException {
    SteadyPace pace = new SteadyPace(target, startNanos);
    long movedNanos = System.nanoTime();
    while (!pace.isDone()) {
      requireAlive(pace.count() + " of " + target);
      long before = pace.count();
      long count = counter.now();
      long now = System.nanoTime();
      pace.see(count, now);
      if (pace.count() > before) {
        movedNanos = now;
      } else if (now - movedNanos > DEFINITELY_STUCK.toNanos()) {
        throw new BenchmarkFailedException(
            "nothing moved for %d s at %d of %d; see %s"
                .formatted(
                    DEFINITELY_STUCK.toSeconds(), pace.count(), target, process.command().log()));
      }
      Thread.sleep((pace.isNearlyDone() ? LAST_LOOK : LOOK).toMillis());
    }
    return pace;
  }

  /**
   * Measures its memory while it works off its backlog: the median of some looks, one after the
   * other, from the moment at which the counter moves. There are fewer of them where half of the
   * backlog is gone before: what is idle needs less.
   */
  public MemoryMeasurement memoryAtWork(Counter counter, long backlog)
      throws BenchmarkFailedException, InterruptedException {
    await(counter, 1);
    List<MemoryMeasurement> looks = new ArrayList<>();
    do {
      looks.add(look());
    } while (looks.size() < LOOKS_AT_MEMORY && counter.now() <= backlog / 2);
    return MemoryMeasurement.median(looks);
  }

  /** Measures its memory now: the median of some looks, one after the other. */
  public MemoryMeasurement memory() throws BenchmarkFailedException, InterruptedException {
    List<MemoryMeasurement> looks = new ArrayList<>();
    while (looks.size() < LOOKS_AT_MEMORY) {
      looks.add(look());
    }
    return MemoryMeasurement.median(looks);
  }

  private MemoryMeasurement look() throws BenchmarkFailedException, InterruptedException {
    requireAlive("while its memory was looked at");
    return MemoryMeasurement.of(process.pid());
  }

  public long residentBytes() throws BenchmarkFailedException, InterruptedException {
    return MemoryMeasurement.residentBytes(process.pid());
  }

  private void requireAlive(String where) throws BenchmarkFailedException {
    if (!process.isAlive()) {
      throw new BenchmarkFailedException(
          "ended with status %d at %s; see %s"
              .formatted(process.status().orElse(-1), where, process.command().log()));
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
