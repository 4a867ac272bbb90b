package dev.fraudpipeline.benchmark.report;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import java.io.IOException;

/** The benchmark of one daemon. */
@FunctionalInterface
public interface DaemonBenchmark {

  /**
   * Measures, and adds its figures to the report as soon as it has them.
   *
   * @throws BenchmarkFailedException where something cannot be measured; what was before it stays
   */
  void run(BenchmarkReport report)
      throws BenchmarkFailedException, IOException, InterruptedException;
}
