package dev.fraudpipeline.sandbox.bench;

import dev.fraudpipeline.sandbox.bench.Figure.Unit;
import java.util.Locale;

/** Whether what a daemon holds in memory depends on how much is waiting for it. */
final class HeapRatio {
  static final Goal GOAL = Goal.atMost(1.2);

  /** The heap that a daemon has then, in place of its script's. */
  static final String[] JVM_OPTIONS = {"-Xms64m", "-Xmx128m"};

  private HeapRatio() {}

  static void report(
      Report report, String daemon, Measured small, Measured large, BenchOptions options) {
    add(report, daemon + ".heap_small_backlog", small, options.smallBacklog());
    add(report, daemon + ".heap_large_backlog", large, options.records());
    report.add(
        Figure.of(
                daemon + ".heap_ratio",
                (double) large.heapBytes() / small.heapBytes(),
                Unit.RATIO,
                "large over small backlog, under -Xmx128m")
            .withGoal(GOAL));
  }

  private static void add(Report report, String name, Measured measured, int backlog) {
    report.add(
        Figure.of(
            name,
            measured.heapMebibytes(),
            Unit.MEBIBYTES,
            String.format(
                Locale.ROOT,
                "alive after a collection, backlog %,d, median of %d looks (resident: %.0f MiB)",
                backlog,
                measured.looks(),
                measured.residentMebibytes())));
  }
}
