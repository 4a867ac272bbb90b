package dev.fraudpipeline.sandbox.bench;

import java.io.IOException;

/** The benchmark of one daemon. */
@FunctionalInterface
interface Bench {

  /**
   * Measures, and adds its figures to the report as soon as it has them.
   *
   * @throws BenchFailedException where something cannot be measured; what was before it stays
   */
  void run(Report report) throws BenchFailedException, IOException, InterruptedException;
}
