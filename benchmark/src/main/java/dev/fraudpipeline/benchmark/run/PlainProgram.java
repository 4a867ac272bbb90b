package dev.fraudpipeline.benchmark.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Program beside which a daemon is measured, as a process of its own: it begins as cold as the
 * daemon does, and shares no heap and no compiler with what measures.
 */
public final class PlainProgram {
  /** Heap that Kafka's scripts give its tools; the daemons' scripts give half of it. */
  private static final String HEAP = "-Xmx512M";

  private PlainProgram() {}

  /**
   * Runs a program to its end.
   *
   * @param jar holds it and what it needs
   * @param rate finds in its output the rate that it tells, as its first group
   * @return that rate
   * @throws BenchmarkFailedException where it fails, or tells none
   */
  public static double perSecond(Path jar, String mainClass, Pattern rate, String... arguments)
      throws BenchmarkFailedException, IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(HEAP, "-cp", jar.toString(), mainClass));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    OptionalDouble told = rate(output, rate);
    if (status != 0 || told.isEmpty()) {
      throw new BenchmarkFailedException(
          "%s ended with status %d: %s"
              .formatted(mainClass, status, output.lines().findFirst().orElse("nothing")));
    }
    return told.getAsDouble();
  }

  /** The rate in an output; empty where it was not told. */
  public static OptionalDouble rate(String output, Pattern rate) {
    Matcher told = rate.matcher(output);
    return told.find()
        ? OptionalDouble.of(Double.parseDouble(told.group(1)))
        : OptionalDouble.empty();
  }
}
