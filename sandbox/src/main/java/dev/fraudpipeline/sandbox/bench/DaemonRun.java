package dev.fraudpipeline.sandbox.bench;

import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One daemon at work, in a folder of its own, with a heap of 128 MiB. Not thread-safe. */
final class DaemonRun implements AutoCloseable {
  private static final Duration DEFINITELY_STUCK = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(25);
  private static final int PROBES = 5;

  private final JarProcess process;
  private final long startNanos = System.nanoTime();

  private DaemonRun(JarProcess process) {
    this.process = process;
  }

  static DaemonRun start(JarCommand command) {
    return new DaemonRun(JarProcess.start(command));
  }

  /** Something that rises as the daemon works. */
  @FunctionalInterface
  interface Counter {
    long now() throws BenchFailedException, InterruptedException;
  }

  /**
   * Waits until the counter has come so far.
   *
   * @throws BenchFailedException where the daemon ends, or stands still for two minutes
   */
  Pace await(Counter counter, long target) throws BenchFailedException, InterruptedException {
    Pace pace = new Pace(target, startNanos);
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
        throw new BenchFailedException(
            "nothing moved for "
                + DEFINITELY_STUCK.toSeconds()
                + " s at "
                + pace.count()
                + " of "
                + target
                + "; see "
                + process.command().log());
      }
      Thread.sleep(LOOK.toMillis());
    }
    return pace;
  }

  /**
   * What it needs of memory while it works off its backlog: the median of some looks, one after the
   * other, from the moment at which the counter moves.
   */
  Measured memoryAtWork(Counter counter) throws BenchFailedException, InterruptedException {
    await(counter, 1);
    return memory();
  }

  /** What it needs now: the median of some looks, one after the other. */
  Measured memory() throws BenchFailedException, InterruptedException {
    List<Measured> looks = new ArrayList<>();
    for (int i = 0; i < PROBES; i++) {
      requireAlive("while its memory was looked at");
      looks.add(MemoryProbe.of(process.pid()));
    }
    double[] heaps = looks.stream().mapToDouble(Measured::heapBytes).toArray();
    double[] residents = looks.stream().mapToDouble(Measured::residentBytes).toArray();
    return new Measured((long) Percentiles.at(0.5, heaps), (long) Percentiles.at(0.5, residents));
  }

  long residentBytes() throws BenchFailedException, InterruptedException {
    return MemoryProbe.residentBytes(process.pid());
  }

  private void requireAlive(String where) throws BenchFailedException {
    if (!process.isAlive()) {
      throw new BenchFailedException(
          "ended with status "
              + process.status().orElse(-1)
              + " at "
              + where
              + "; see "
              + process.command().log());
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
