package dev.fraudpipeline.benchmark.run;

import java.nio.file.Path;

/**
 * Size of a run, and the folders that it works with.
 *
 * @param records the large backlog; the small one is a tenth
 * @param modelRecords payments that are scored where the model is slow
 * @param alarms payments for which the latency of the alarm is taken
 * @param loadSeconds how long the plain load generator runs
 * @param pairs how often a daemon and what it is measured beside take turns
 * @param home the project's folder, with the jars that were built
 * @param folder for all data and logs; empty
 */
public record BenchmarkOptions(
    int records, int modelRecords, int alarms, int loadSeconds, int pairs, Path home, Path folder) {

  public static BenchmarkOptions full(int records, Path home, Path folder) {
    return new BenchmarkOptions(records, Math.min(records, 200_000), 3_000, 10, 3, home, folder);
  }

  /** Proves that the benchmarks work; its figures say nothing. */
  public static BenchmarkOptions quick(int records, Path home, Path folder) {
    return new BenchmarkOptions(records, Math.min(records, 10_000), 200, 2, 1, home, folder);
  }

  public int smallBacklog() {
    return Math.max(1, records / 10);
  }

  public Path jar(String module) {
    return home.resolve(module).resolve("target").resolve(module + ".jar");
  }
}
