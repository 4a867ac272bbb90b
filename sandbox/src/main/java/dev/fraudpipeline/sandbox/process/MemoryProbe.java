package dev.fraudpipeline.sandbox.process;

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
   * Runs a full collection in a process.
   *
   * @return the bytes that are alive in its heap after it
   * @throws IOException where the process has ended, or this is no JDK
   */
  public static long heapBytes(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String histogram = run(List.of(jcmd.toString(), Long.toString(pid), "GC.class_histogram"));
    return totalBytes(histogram)
        .orElseThrow(() -> new IOException("jcmd told no total of the heap of process " + pid));
  }

  /**
   * The real memory of a process in bytes, the JVM's own needs included.
   *
   * @throws IOException where the process has ended
   */
  public static long residentBytes(long pid) throws IOException, InterruptedException {
    String kibibytes = run(List.of("ps", "-o", "rss=", "-p", Long.toString(pid))).strip();
    try {
      return Long.parseLong(kibibytes) * KIBIBYTE;
    } catch (NumberFormatException e) {
      throw new IOException("ps told no memory of process " + pid, e);
    }
  }

  /** The bytes of all objects in a class histogram; empty where it has no such line. */
  static OptionalLong totalBytes(String histogram) {
    Matcher total = TOTAL.matcher(histogram);
    return total.find() ? OptionalLong.of(Long.parseLong(total.group(1))) : OptionalLong.empty();
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          String.join(" ", command) + ": " + output.lines().findFirst().orElse("failed"));
    }
    return output;
  }
}
