package dev.fraudpipeline.sandbox.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Without which nobody can compare two reports. */
final class Circumstances {
  private Circumstances() {}

  static void note(Report report, BenchOptions options, boolean quick) {
    report.circumstance("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    report.circumstance("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    report.circumstance("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    report.circumstance("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    report.circumstance("records", Integer.toString(options.records()));
    report.circumstance("quick", Boolean.toString(quick));
  }
}
