package dev.fraudpipeline.sandbox.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kafka's own producer benchmark, as a process of its own. */
final class PerfTest {
  private static final String MAIN = "org.apache.kafka.tools.ProducerPerformance";

  /** What Kafka's script gives it. */
  private static final String HEAP = "-Xmx512M";

  private static final Pattern SUMMARY =
      Pattern.compile(
          "(?m)^\\d+ steady state records sent, ([0-9.]+) records/sec \\(.*99\\.9th\\.\\s*$");

  private PerfTest() {}

  /**
   * Runs it with {@code acks=all} and its other defaults.
   *
   * @param jar holds it and what it needs
   * @param recordBytes size of each record
   * @return records a second, its start and the beginning of its way left out as by {@link Pace}
   */
  static double perSecond(
      Path jar, String bootstrapServers, String topic, int records, int recordBytes)
      throws BenchFailedException, IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    HEAP,
                    "-cp",
                    jar.toString(),
                    MAIN,
                    "--bootstrap-server",
                    bootstrapServers,
                    "--topic",
                    topic,
                    "--num-records",
                    Integer.toString(records),
                    "--record-size",
                    Integer.toString(recordBytes),
                    "--throughput",
                    "-1",
                    "--warmup-records",
                    Integer.toString(records / Pace.WARM_UP_PART),
                    "--command-property",
                    "acks=all"))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    OptionalDouble rate = rate(output);
    if (status != 0 || rate.isEmpty()) {
      throw new BenchFailedException(
          "Kafka's producer benchmark ended with status "
              + status
              + ": "
              + output.lines().findFirst().orElse("nothing"));
    }
    return rate.getAsDouble();
  }

  /** The steady rate in its last line; empty where it was not told. */
  static OptionalDouble rate(String output) {
    Matcher summary = SUMMARY.matcher(output);
    return summary.find()
        ? OptionalDouble.of(Double.parseDouble(summary.group(1)))
        : OptionalDouble.empty();
  }
}
