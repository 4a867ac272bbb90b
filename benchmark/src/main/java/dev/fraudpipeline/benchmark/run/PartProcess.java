package dev.fraudpipeline.benchmark.run;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.sandbox.control.PartState;
import dev.fraudpipeline.sandbox.control.RemotePart;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A part of the sandbox as a process of its own, so that it shares no heap with what measures. */
public final class PartProcess implements AutoCloseable {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final JarProcess process;
  private final RemotePart part;
  private final PartState state;

  private PartProcess(JarProcess process, RemotePart part, PartState state) {
    this.process = process;
    this.part = part;
    this.state = state;
  }

  /**
   * Starts a part, and returns once it serves.
   *
   * @param folder for its data and its log
   * @throws BenchmarkFailedException where it does not start
   */
  public static PartProcess start(Path jar, String name, Path folder, String... options)
      throws BenchmarkFailedException, InterruptedException {
    JarCommand command =
        JarCommand.of(jar, folder.resolve(name + ".log"))
            .arguments(name, "--data", folder.toString())
            .arguments(options)
            .jvmOptions("-Xmx1g");
    JarProcess process = JarProcess.start(command);
    long giveUp = System.nanoTime() + DEFINITELY_TOO_SLOW.toNanos();
    boolean up = false;
    try {
      while (System.nanoTime() < giveUp && process.isAlive()) {
        Optional<RemotePart> part = RemotePart.find(folder, name);
        Optional<PartState> state = part.flatMap(found -> found.state(TIMEOUT));
        if (state.isPresent()) {
          up = true;
          return new PartProcess(process, part.get(), state.get());
        }
        Thread.sleep(LOOK.toMillis());
      }
      throw new BenchmarkFailedException(name + " did not start: see " + command.log());
    } finally {
      if (!up) {
        process.close();
      }
    }
  }

  /** Where faults reach it. */
  public String address() {
    return state.address();
  }

  /** Host and port past the proxy that inflicts faults, and that measurements must not pay for. */
  public String direct() {
    return String.valueOf(state.status().get("direct"));
  }

  public RemotePart control() {
    return part;
  }

  @Override
  public void close() {
    process.close();
  }
}
