package dev.fraudpipeline.sandbox;

import dev.fraudpipeline.sandbox.part.SandboxPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;

/**
 * A part in a process of its own, which a test can kill. What it runs is a main class that calls
 * {@link #serve}.
 */
public final class OtherProcess implements AutoCloseable {

  private final Process process;
  private final String address;

  /** Returns once the part serves. */
  public OtherProcess(Class<?> main, Path data) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                data.toString())
            .redirectError(Redirect.DISCARD)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    address = output.readLine();
    if (address == null) {
      process.destroyForcibly();
      throw new IOException(main + " did not start");
    }
  }

  /** What the main class calls: says where the part is, and serves until it is told to end. */
  public static void serve(BiFunction<Path, Integer, SandboxPart> start, String... arguments)
      throws InterruptedException {
    SandboxPart part = start.apply(Path.of(arguments[0]), 0);
    Runtime.getRuntime().addShutdownHook(new Thread(part::close));
    System.out.println(part.address());
    new CountDownLatch(1).await();
  }

  public String address() {
    return address;
  }

  /** As kill -9 does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As kill does; returns the exit status. */
  public int end() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
