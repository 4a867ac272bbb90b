package dev.fraudpipeline.sandbox.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Kafka's own producer benchmark. */
final class PerfTest {
  private static final String MAIN = "org.apache.kafka.tools.ProducerPerformance";

  /** The steady rate, in its last line. */
  static final Pattern RATE =
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
    return PlainProgram.perSecond(
        jar,
        MAIN,
        RATE,
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
        "acks=all");
  }
}
