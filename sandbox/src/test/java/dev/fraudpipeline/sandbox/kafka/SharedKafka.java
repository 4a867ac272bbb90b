package dev.fraudpipeline.sandbox.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * One broker for all tests of a JVM, since starting one takes longer than most of them: each test
 * has topics of its own. Thread-safe.
 */
public final class SharedKafka {
  private static SandboxKafka kafka;

  private SharedKafka() {}

  /** The broker, without a fault; it is stopped when the JVM ends. */
  public static synchronized SandboxKafka get() {
    if (kafka == null) {
      Path folder = folder();
      SandboxKafka started = SandboxKafka.start(folder, 0);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    started.close();
                    delete(folder);
                  }));
      kafka = started;
    }
    kafka.heal();
    return kafka;
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("shared-kafka");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
