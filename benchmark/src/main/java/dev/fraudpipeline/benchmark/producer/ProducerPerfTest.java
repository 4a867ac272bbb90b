package dev.fraudpipeline.benchmark.producer;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.benchmark.measure.SteadyPace;
import dev.fraudpipeline.benchmark.run.PlainProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Kafka's own producer benchmark. */
final class ProducerPerfTest {
  private static final String MAIN = "org.apache.kafka.tools.ProducerPerformance";

  /** The steady rate, in its last line. */
  static final Pattern RATE =
      Pattern.compile(
          "(?m)^\\d+ steady state records sent, ([0-9.]+) records/sec \\(.*99\\.9th\\.\\s*$");

  private ProducerPerfTest() {}

  /**
   * Runs it with {@code acks=all} and its other defaults.
   *
   * @param jar holds it and what it needs
   * @param recordBytes size of each record
   * @return records a second, its start and the beginning of its way left out as by {@link
   *     SteadyPace}
   */
  static double perSecond(
      Path jar, String bootstrapServers, String topic, int records, int recordBytes)
      throws BenchmarkFailedException, IOException, InterruptedException {
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
        Integer.toString(records / SteadyPace.WARM_UP_PART),
        "--command-property",
        "acks=all");
  }
}
