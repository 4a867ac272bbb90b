package dev.fraudpipeline.benchmark.run;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Surroundings of one benchmark: a Kafka of its own, a client on it, and a folder. Not thread-safe.
 */
public final class BenchmarkEnvironment implements AutoCloseable {
  /** Heap that the scripts give a daemon. */
  static final int HEAP_MEBIBYTES = 256;

  /** Other options of the JVM with which they start it. */
  static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:NewRatio=1",
          "-XX:SurvivorRatio=3",
          "-Xshare:auto",
          "-XX:+ExitOnOutOfMemoryError");

  private final BenchmarkOptions options;
  private final Path folder;
  private final PartProcess kafka;
  private final TopicOffsets offsets;
  private int runs;

  private BenchmarkEnvironment(BenchmarkOptions options, Path folder, PartProcess kafka) {
    this.options = options;
    this.folder = folder;
    this.kafka = kafka;
    this.offsets = new TopicOffsets(kafka.direct());
  }

  /** Starts Kafka in a folder of that name. */
  public static BenchmarkEnvironment open(BenchmarkOptions options, String name)
      throws BenchmarkFailedException, IOException, InterruptedException {
    Path folder = Files.createDirectories(options.folder().resolve(name));
    PartProcess kafka =
        PartProcess.start(options.jar("sandbox"), "kafka", folder, "--kafka-port", "0");
    BenchmarkEnvironment surroundings = new BenchmarkEnvironment(options, folder, kafka);
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

  public BenchmarkOptions options() {
    return options;
  }

  public Path folder() {
    return folder;
  }

  public PartProcess kafka() {
    return kafka;
  }

  public String bootstrapServers() {
    return kafka.direct();
  }

  public TopicOffsets offsets() {
    return offsets;
  }

  /**
   * Starts a part beside Kafka.
   *
   * @see PartProcess#start
   */
  public PartProcess part(String name, String... partOptions)
      throws BenchmarkFailedException, InterruptedException {
    return PartProcess.start(options.jar("sandbox"), name, folder, partOptions);
  }

  /**
   * Prepares a fresh working folder, and the command that starts a daemon there, on this Kafka, as
   * its script does.
   *
   * @param bootstrapServers by which way it finds Kafka
   */
  public JarCommand daemon(String module, String bootstrapServers) throws IOException {
    runs++;
    Path work = Files.createDirectories(folder.resolve(module + "-" + runs));
    Path properties = work.resolve("client.properties");
    Files.writeString(properties, "bootstrap.servers=" + bootstrapServers + "\n");
    return JarCommand.of(options.jar(module), work.resolve(module + ".log"))
        .jvmOptions("-Xms" + HEAP_MEBIBYTES + "m", "-Xmx" + HEAP_MEBIBYTES + "m")
        .jvmOptions(JVM_OPTIONS.toArray(String[]::new))
        .arguments("--config", properties.toString())
        .arguments("--topic-partitions", Integer.toString(TopicOffsets.PARTITIONS));
  }

  /**
   * Has the system write to disk what it holds back, so that nothing that is measured pays for what
   * was done before it.
   */
  public void settle() throws BenchmarkFailedException, IOException, InterruptedException {
    int status = new ProcessBuilder("sync").start().waitFor();
    if (status != 0) {
      throw new BenchmarkFailedException("sync ended with status " + status);
    }
  }

  /**
   * Counts the committed records of a topic: a figure for work that was not done is none.
   *
   * @throws BenchmarkFailedException where there are not so many
   */
  public void requireRecords(String topic, long expected) throws BenchmarkFailedException {
    long found = CommittedRecords.count(bootstrapServers(), topic);
    if (found != expected) {
      throw new BenchmarkFailedException(
          topic + " has " + found + " committed records instead of " + expected);
    }
  }

  @Override
  public void close() {
    offsets.close();
    kafka.close();
  }
}
