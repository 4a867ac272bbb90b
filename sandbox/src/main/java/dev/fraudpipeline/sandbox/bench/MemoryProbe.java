package dev.fraudpipeline.sandbox.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks what memory a Java process needs, with the JDK's jcmd and the system's ps. The process
 * stands still meanwhile, so never while its speed is measured.
 */
public final class MemoryProbe {
  /** The last line of a class histogram, which the JVM makes after a full collection. */
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

  private static final long KIBIBYTE = 1024;

  private MemoryProbe() {}

  /**
   * Looks at a process.
   *
   * @throws BenchFailedException where it has ended, or this is no JDK
   */
  public static Measured of(long pid) throws BenchFailedException, InterruptedException {
    // Before the collection, which would touch all of the heap.
    long resident = residentBytes(pid);
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String histogram = run(List.of(jcmd.toString(), Long.toString(pid), "GC.class_histogram"));
    OptionalLong heap = totalBytes(histogram);
    if (heap.isEmpty()) {
      throw new BenchFailedException("jcmd told no total of the heap of process " + pid);
    }
    return new Measured(heap.getAsLong(), resident);
  }

  /**
   * What is alive in a process's heap after a full collection, in bytes.
   *
   * @throws IllegalStateException where it has ended, or this is no JDK
   */
  public static long heapBytes(long pid) throws InterruptedException {
    try {
      return of(pid).heapBytes();
    } catch (BenchFailedException e) {
      throw new IllegalStateException(e);
    }
  }

  static long residentBytes(long pid) throws BenchFailedException, InterruptedException {
    String kibibytes = run(List.of("ps", "-o", "rss=", "-p", Long.toString(pid))).strip();
    try {
      return Long.parseLong(kibibytes) * KIBIBYTE;
    } catch (NumberFormatException e) {
      throw new BenchFailedException("ps told no memory of process " + pid, e);
    }
  }

  /** The bytes of all objects in a class histogram; empty where it has no such line. */
  static OptionalLong totalBytes(String histogram) {
    Matcher total = TOTAL.matcher(histogram);
    return total.find() ? OptionalLong.of(Long.parseLong(total.group(1))) : OptionalLong.empty();
  }

  private static String run(List<String> command)
      throws BenchFailedException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new BenchFailedException(
            String.join(" ", command) + ": " + output.lines().findFirst().orElse("failed"));
      }
      return output;
    } catch (IOException e) {
      throw new BenchFailedException(command.get(0) + " cannot be run", e);
    }
  }
}
