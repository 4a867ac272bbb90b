package dev.fraudpipeline.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarProcessTest {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);

  /** The least that a shell says of a process that a signal ended. */
  private static final int SIGKILLED = 137;

  private static final int SIGTERMED = 143;

  @TempDir private Path folder;
  private JarCommand command;
  private Path log;

  @BeforeEach
  void makeJar() throws IOException {
    log = folder.resolve("tiny.log");
    Path jar = folder.resolve("tiny.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, TinyProgram.class.getName());
    String entry = TinyProgram.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out, manifest);
        InputStream bytes = TinyProgram.class.getClassLoader().getResourceAsStream(entry)) {
      zip.putNextEntry(new ZipEntry(entry));
      bytes.transferTo(zip);
    }
    command = JarCommand.of(jar, log).jvmOptions("-Xmx32m", "-Xshare:auto");
  }

  @Test
  void itTellsTheStatusAndKeepsTheOutput() throws Exception {
    // Given
    Files.writeString(log, "before\n");

    // When
    JarProcess process =
        JarProcess.start(command.arguments("exit", "a b").environment("TINY_VARIABLE", "x y"));

    // Then
    assertThat(process.awaitEnd(DEFINITELY_TOO_SLOW)).hasValue(3);
    assertThat(process.status()).hasValue(3);
    assertThat(Files.readAllLines(log))
        .containsExactlyInAnyOrder(
            "before", "arguments [exit, a b]", "variable x y", "inherited false");
  }

  @Test
  void terminatingEndsItWithTheStatusOfTheSignal() throws Exception {
    // Given
    JarProcess process = startedAndWaiting("wait");

    // When
    int status = process.terminate(DEFINITELY_TOO_SLOW);

    // Then
    assertThat(status).isEqualTo(SIGTERMED);
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void oneThatDoesNotEndIsKilledAfterTheGrace() throws Exception {
    // Given
    JarProcess process = startedAndWaiting("stubborn");

    // When
    int status = process.terminate(Duration.ofMillis(200));

    // Then
    assertThat(status).isEqualTo(SIGKILLED);
  }

  @Test
  void killingLeavesNoChance() throws Exception {
    // Given
    JarProcess process = startedAndWaiting("wait");
    assertThat(process.status()).isEmpty();

    // When
    int status = process.kill();

    // Then
    assertThat(status).isEqualTo(SIGKILLED);
  }

  private JarProcess startedAndWaiting(String what) {
    JarProcess process = JarProcess.start(command.arguments(what));
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(() -> Files.exists(log) && Files.readString(log).contains("waiting"));
    return process;
  }
}
