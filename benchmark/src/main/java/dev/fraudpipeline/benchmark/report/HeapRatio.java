package dev.fraudpipeline.benchmark.report;

import dev.fraudpipeline.benchmark.measure.MemoryMeasurement;
import dev.fraudpipeline.benchmark.report.ReportedFigure.Unit;
import dev.fraudpipeline.benchmark.run.BenchmarkOptions;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.util.Locale;

/**
 * Heap of a daemon with a large backlog over that with a small one: it should hardly depend on how
 * much is waiting.
 */
public final class HeapRatio {
  public static final FigureGoal GOAL = FigureGoal.atMost(1.2);

  private HeapRatio() {}

  /** Gives a daemon the heap that it has then, in place of its script's. */
  public static JarCommand withItsHeap(JarCommand daemon) {
    return daemon.jvmOptions("-Xms64m", "-Xmx128m");
  }

  public static void report(
      BenchmarkReport report,
      String daemon,
      MemoryMeasurement small,
      MemoryMeasurement large,
      BenchmarkOptions options) {
    add(report, daemon + ".heap_small_backlog", small, options.smallBacklog());
    add(report, daemon + ".heap_large_backlog", large, options.records());
    report.add(
        ReportedFigure.of(
                daemon + ".heap_ratio",
                (double) large.heapBytes() / small.heapBytes(),
                Unit.RATIO,
                "large over small backlog, under -Xmx128m")
            .withGoal(GOAL));
  }

  private static void add(
      BenchmarkReport report, String name, MemoryMeasurement measured, int backlog) {
    report.add(
        ReportedFigure.of(
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
