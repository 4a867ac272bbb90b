package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A folder that looks like a fresh clone that was built, to type commands in. What is there stays
 * as it is: it holds links.
 */
final class Checkout implements AutoCloseable {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  /** What the commands name; nothing that they make. */
  private static final List<String> LINKED =
      List.of(
          "scripts",
          "producer",
          "predictor",
          "sink",
          "sandbox",
          "client.properties.example",
          "secrets.env.example");

  /** Kafka's own scripts for these lie in its distribution, which is not here. */
  private static final Map<String, String> KAFKA_TOOLS =
      Map.of(
          "kafka-topics.sh", "org.apache.kafka.tools.TopicCommand",
          "kafka-consumer-groups.sh", "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");

  private final Path folder;
  private final Path tools;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> started = new ArrayList<>();

  Checkout(Path folder) throws IOException {
    this.folder = Files.createDirectory(folder.resolve("checkout"));
    this.tools = Files.createDirectory(folder.resolve("tools"));
    for (String name : LINKED) {
      Files.createSymbolicLink(this.folder.resolve(name), PROJECT.resolve(name));
    }
    for (Map.Entry<String, String> tool : KAFKA_TOOLS.entrySet()) {
      Path script = tools.resolve(tool.getKey());
      Files.writeString(
          script,
          "#!/bin/sh\nexec java -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
              .formatted(Pipeline.jar("benchmark"), tool.getValue()));
      assertThat(script.toFile().setExecutable(true)).isTrue();
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** A variable for what is started from now on. */
  void set(String name, String value) {
    environment.put(name, value);
  }

  /** Starts a shell's line in this folder. What it prints is in {@code output}. */
  Process start(String line, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    String path = System.getenv("PATH");
    builder.environment().keySet().retainAll(List.of("HOME", "LANG"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put("PATH", tools + ":" + Path.of(System.getProperty("java.home"), "bin") + ":" + path);
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** Runs it to its end, which must be a good one, and gives what it printed. */
  String run(String line) throws IOException, InterruptedException {
    Path output = Files.createTempFile(tools, "output", ".txt");
    Process process = start(line, output);
    assertThat(process.waitFor(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS)).isTrue();
    String printed = Files.readString(output);
    assertThat(process.exitValue()).as("%s%n%s", line, printed).isZero();
    return printed;
  }

  /**
   * Ends what still runs, as Ctrl-C does not: at once. The links go, and what they lead to stays.
   */
  @Override
  public void close() throws IOException {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    for (String name : LINKED) {
      Files.delete(folder.resolve(name));
    }
  }
}
