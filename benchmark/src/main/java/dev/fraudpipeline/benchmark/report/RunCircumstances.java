package dev.fraudpipeline.benchmark.report;

import dev.fraudpipeline.benchmark.run.BenchmarkOptions;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Without which nobody can compare two reports. */
public final class RunCircumstances {
  private RunCircumstances() {}

  public static void note(BenchmarkReport report, BenchmarkOptions options, boolean quick) {
    report.circumstance("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    report.circumstance("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    report.circumstance("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    report.circumstance("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    // Where it is far from 0 something else ran, and the figures are of the two together.
    report.circumstance(
        "load_before",
        String.format(
            Locale.ROOT,
            "%.2f",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    report.circumstance("records", Integer.toString(options.records()));
    report.circumstance("quick", Boolean.toString(quick));
  }
}
