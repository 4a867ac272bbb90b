package dev.fraudpipeline.benchmark;

import dev.fraudpipeline.common.lifecycle.ProcessDefaults;
import dev.fraudpipeline.sandbox.command.CommandExecution;

/** The benchmarks' command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    ProcessDefaults.set();
    System.exit(run(args));
  }

  /** Measures, and gives the process's status: 2 for bad arguments, 1 for what cannot be done. */
  static int run(String... args) {
    return CommandExecution.run("bench", new BenchmarkCommand(), args);
  }
}
