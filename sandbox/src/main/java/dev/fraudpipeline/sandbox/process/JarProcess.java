package dev.fraudpipeline.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A runnable jar as a child process of this one, on the same JDK, with an empty standard input.
 *
 * <p>Of this process's environment the child sees only what any program needs (PATH, HOME, the
 * locale, the zone, what all JVMs are to be told), so that no setting of the user's shell reaches
 * it by accident. It ends when it is told to, not when this process ends. Thread-safe.
 *
 * <p>A status is what a shell would show: 0 to 255, and 128 + n after signal n, so 143 after
 * SIGTERM and 137 after SIGKILL.
 */
public final class JarProcess implements AutoCloseable {
  private static final Set<String> INHERITED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "LANG",
          "LC_ALL",
          "LC_CTYPE",
          "TZ",
          "TMPDIR",
          "JAVA_TOOL_OPTIONS",
          "XDG_CACHE_HOME",
          "JAVA_HOME",
          "LD_LIBRARY_PATH");

  private static final Duration GRACE = Duration.ofSeconds(15);

  private final JarCommand command;
  private final Process process;

  private JarProcess(JarCommand command, Process process) {
    this.command = command;
    this.process = process;
  }

  /**
   * Starts the jar; does not wait until it is up.
   *
   * @throws UncheckedIOException where the folder or the log's folder is missing
   */
  public static JarProcess start(JarCommand command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A JVM does not look at TMPDIR by itself.
    line.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    line.addAll(command.jvmOptions());
    line.add("-jar");
    line.add(command.jar().toString());
    line.addAll(command.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(command.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    environment.putAll(command.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new JarProcess(command, process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.jar(), e);
    }
  }

  /** Command that it was started with, to start it again. */
  public JarCommand command() {
    return command;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The status it ended with; empty while it runs. */
  public OptionalInt status() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /**
   * Waits until it has ended.
   *
   * @return its status, or empty where it still runs after that time
   */
  public OptionalInt awaitEnd(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** Sends SIGTERM, and returns at once; nothing happens where it has ended. */
  public void requestEnd() {
    process.destroy();
  }

  /**
   * Ends it: SIGTERM, and SIGKILL where it still runs after the grace.
   *
   * @return the status it ended with
   */
  public int terminate(Duration grace) throws InterruptedException {
    process.destroy();
    OptionalInt status = awaitEnd(grace);
    return status.isPresent() ? status.getAsInt() : kill();
  }

  /**
   * Ends it as {@code kill -9} does, without a chance to tidy up, and waits until it is gone.
   *
   * @return the status it ended with
   */
  public int kill() throws InterruptedException {
    process.destroyForcibly();
    return process.waitFor();
  }

  /** Ends it as {@link #terminate} with 15 seconds of grace. */
  @Override
  public void close() {
    try {
      terminate(GRACE);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
