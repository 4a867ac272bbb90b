package dev.fraudpipeline.sandbox.chaos;

import java.time.Duration;
import java.util.Random;

/**
 * How much of its random faults a chaos test gives: few in every build, many under the Maven
 * profile {@code chaos}, which sets the system property {@code chaos.minutes}. The seed is that of
 * {@code chaos.seed}, or a new one; a test prints this dose, so that a failure can be had again.
 *
 * @param faults so many at least: kills, outages, or whatever the test counts
 * @param time so long at least
 * @param seed of the test's randomness; what depends on the timing of processes varies all the same
 */
public record ChaosDose(int faults, Duration time, long seed) {
  private static final int FULL = 50;

  /**
   * The dose of this run.
   *
   * @param faults in a usual build
   * @param time in a usual build
   */
  public static ChaosDose usually(int faults, Duration time) {
    String minutes = System.getProperty("chaos.minutes", "");
    String seed = System.getProperty("chaos.seed", "");
    long chosen = seed.isEmpty() ? System.nanoTime() : Long.parseLong(seed);
    return minutes.isEmpty()
        ? new ChaosDose(faults, time, chosen)
        : new ChaosDose(
            Math.max(faults, FULL),
            Duration.ofMillis((long) (Double.parseDouble(minutes) * 60_000)),
            chosen);
  }

  /** A source of randomness that begins at the seed. */
  public Random random() {
    return new Random(seed);
  }

  /**
   * Whether the dose has been given.
   *
   * @param given so many faults so far
   * @param began when the first came, by {@link System#nanoTime()}
   */
  public boolean isGiven(int given, long began) {
    return given >= faults && System.nanoTime() - began >= time.toNanos();
  }

  /** For the test's output: how to have the same again. */
  @Override
  public String toString() {
    return "at least " + faults + " faults in " + time.toSeconds() + " s, -Dchaos.seed=" + seed;
  }
}
