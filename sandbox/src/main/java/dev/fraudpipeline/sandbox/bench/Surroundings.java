package dev.fraudpipeline.sandbox.bench;

import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one benchmark runs in: a Kafka of its own, a client on it, and a folder. Not thread-safe.
 */
final class Surroundings implements AutoCloseable {
  /** How much heap the scripts give a daemon. */
  static final int HEAP_MEBIBYTES = 256;

  /** How they start it, besides. */
  static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:NewRatio=1",
          "-XX:SurvivorRatio=3",
          "-Xshare:auto",
          "-XX:+ExitOnOutOfMemoryError");

  private final BenchOptions options;
  private final Path folder;
  private final PartProcess kafka;
  private final Offsets offsets;
  private int runs;

  private Surroundings(BenchOptions options, Path folder, PartProcess kafka) {
    this.options = options;
    this.folder = folder;
    this.kafka = kafka;
    this.offsets = new Offsets(kafka.direct());
  }

  /** Starts Kafka in a folder of that name. */
  static Surroundings open(BenchOptions options, String name)
      throws BenchFailedException, IOException, InterruptedException {
    Path folder = Files.createDirectories(options.folder().resolve(name));
    PartProcess kafka =
        PartProcess.start(options.jar("sandbox"), "kafka", folder, "--kafka-port", "0");
    Surroundings surroundings = new Surroundings(options, folder, kafka);
    boolean ready = false;
    try {
      surroundings.offsets.removeDeletedSoon();
      ready = true;
      return surroundings;
    } finally {
      if (!ready) {
        surroundings.close();
      }
    }
  }

  BenchOptions options() {
    return options;
  }

  Path folder() {
    return folder;
  }

  PartProcess kafka() {
    return kafka;
  }

  String bootstrapServers() {
    return kafka.direct();
  }

  Offsets offsets() {
    return offsets;
  }

  /**
   * Starts a part beside Kafka.
   *
   * @see PartProcess#start
   */
  PartProcess part(String name, String... partOptions)
      throws BenchFailedException, InterruptedException {
    return PartProcess.start(options.jar("sandbox"), name, folder, partOptions);
  }

  /**
   * How a daemon is started, on this Kafka, in a fresh working folder, as its script starts it.
   *
   * @param bootstrapServers by which way it finds Kafka
   */
  JarCommand daemon(String module, String bootstrapServers) throws IOException {
    runs++;
    Path work = Files.createDirectories(folder.resolve(module + "-" + runs));
    Path properties = work.resolve("client.properties");
    Files.writeString(properties, "bootstrap.servers=" + bootstrapServers + "\n");
    return JarCommand.of(options.jar(module), work.resolve(module + ".log"))
        .jvmOptions("-Xms" + HEAP_MEBIBYTES + "m", "-Xmx" + HEAP_MEBIBYTES + "m")
        .jvmOptions(JVM_OPTIONS.toArray(String[]::new))
        .arguments("--config", properties.toString())
        .arguments("--topic-partitions", Integer.toString(Offsets.PARTITIONS));
  }

  /**
   * Has the system write to disk what it holds back, so that nothing that is measured pays for what
   * was done before it.
   */
  void settle() throws BenchFailedException, IOException, InterruptedException {
    int status = new ProcessBuilder("sync").start().waitFor();
    if (status != 0) {
      throw new BenchFailedException("sync ended with status " + status);
    }
  }

  /**
   * Counts the committed records of a topic: a figure for work that was not done is none.
   *
   * @throws BenchFailedException where there are not so many
   */
  void requireRecords(String topic, long expected) throws BenchFailedException {
    long found = CommittedRecords.count(bootstrapServers(), topic);
    if (found != expected) {
      throw new BenchFailedException(
          topic + " has " + found + " committed records instead of " + expected);
    }
  }

  @Override
  public void close() {
    offsets.close();
    kafka.close();
  }
}
