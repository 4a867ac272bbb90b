package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.sandbox.fault.FreePorts;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Who is started how, on which port, and with which settings, as a user would set them. Where the
 * daemons find each thing is fixed before anything runs, so that all can start at once.
 */
final class DemoWiring {
  static final List<String> PARTS = List.of("kafka", "postgres", "api", "model");
  static final List<String> DAEMONS = List.of("producer", "predictor", "sink");

  static final String TOPIC_2 = "topic_2";
  static final List<String> REJECTED = List.of("topic_1_rejected", "topic_2_rejected");
  static final String TABLE = "transactions";

  /** Start fast and stay small: seven of these share the machine. */
  private static final String[] LIGHT = {
    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"
  };

  private static final String DAEMON_HEAP = "-Xmx128m";
  private static final Duration TELEMETRY_TIMEOUT = Duration.ofSeconds(2);

  private final DemoOptions options;
  private final int kafkaPort;
  private final int postgresPort;
  private final int apiPort;
  private final int modelPort;
  private final Map<String, Integer> metricsPorts = new HashMap<>();

  DemoWiring(DemoOptions options, RandomGenerator random) {
    this.options = options;
    FreePorts ports = new FreePorts(random);
    kafkaPort = ports.next();
    postgresPort = ports.next();
    apiPort = ports.next();
    modelPort = ports.next();
    DAEMONS.forEach(daemon -> metricsPorts.put(daemon, ports.next()));
  }

  Path folder() {
    return options.folder();
  }

  Path log(String name) {
    return options.folder().resolve("logs").resolve(name + ".log");
  }

  /** Where the API writes down what it has served. */
  Path servedLog() {
    return options.folder().resolve("api").resolve("served.csv");
  }

  Path clientProperties() {
    return options.folder().resolve("client.properties");
  }

  /** Makes the folder, with the properties file that the daemons read. */
  void writeFolder() throws IOException {
    Files.createDirectories(options.folder().resolve("logs"));
    Files.writeString(
        clientProperties(),
        "bootstrap.servers=" + bootstrapServers() + "\nsecurity.protocol=PLAINTEXT\n");
  }

  String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** A daemon's metrics and health. */
  ScrapedMetrics telemetry(String daemon) {
    return new ScrapedMetrics(metricsPorts.get(daemon), TELEMETRY_TIMEOUT);
  }

  /** Dependencies of a daemon, as its metric {@code fraud_dependency_up} calls them. */
  static List<String> dependencies(String daemon) {
    return switch (daemon) {
      case "producer" -> List.of("kafka", "payments_api", "journal_disk");
      case "predictor" -> List.of("kafka", "model");
      default -> List.of("kafka", "database");
    };
  }

  private Path openFile() {
    return options.folder().resolve("open");
  }

  /**
   * Lets the API serve payments.
   *
   * @param howMany in all, or nothing for no limit
   */
  void openApi(String howMany) throws IOException {
    // In one step: a file that is empty for a moment would mean that there is no limit.
    Path draft = options.folder().resolve("open.draft");
    Files.writeString(draft, howMany);
    Files.move(draft, openFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Command that starts a sandbox part, in a process of its own. */
  JarCommand part(String name) {
    JarCommand command =
        JarCommand.of(options.jars().sandbox(), log(name))
            .folder(options.folder())
            .jvmOptions(LIGHT)
            .arguments(name, "--data", options.folder().toString());
    return switch (name) {
      case "kafka" ->
          command.jvmOptions("-Xmx512m").arguments("--kafka-port", String.valueOf(kafkaPort));
      case "postgres" ->
          command.jvmOptions("-Xmx64m").arguments("--postgres-port", String.valueOf(postgresPort));
      case "api" -> api(command.jvmOptions("-Xmx256m"));
      default ->
          command
              .jvmOptions("-Xmx512m")
              .arguments("--model-port", String.valueOf(modelPort), "--model-output", "proba");
    };
  }

  private JarCommand api(JarCommand command) {
    JarCommand api =
        command.arguments(
            "--api-port",
            String.valueOf(apiPort),
            "--rate-limit",
            "0",
            "--opens-with",
            openFile().toString());
    if (options.payments() > 0) {
      api = api.arguments("--payments", String.valueOf(options.payments()));
    }
    return options.replay().isPresent()
        ? api.arguments("--replay", options.replay().get().toString())
        : api;
  }

  JarCommand producer() {
    return daemon("producer", options.jars().producer())
        .arguments(
            "--api-url",
            "http://127.0.0.1:" + apiPort + "/current-transactions?n=" + options.paymentsACall(),
            "--poll-interval",
            OptionRules.spelled(options.pollInterval()),
            "--journal",
            options.folder().resolve("producer-journal").toString());
  }

  JarCommand predictor() {
    return daemon("predictor", options.jars().predictor())
        .arguments("--model-url", "http://127.0.0.1:" + modelPort);
  }

  /**
   * Command that starts the sink.
   *
   * @param postgres where PostgreSQL says that it is, with user and password
   */
  JarCommand sink(URI postgres) {
    String[] userAndPassword = postgres.getUserInfo().split(":", 2);
    String url =
        "postgres://" + userAndPassword[0] + "@127.0.0.1:" + postgresPort + postgres.getPath();
    return daemon("sink", options.jars().sink())
        .arguments("--database-url", url)
        // An option would be shown by ps.
        .environment("DATABASE_PASSWORD", userAndPassword[1]);
  }

  private JarCommand daemon(String name, Path jar) {
    return JarCommand.of(jar, log(name))
        .folder(options.folder())
        .jvmOptions(LIGHT)
        .jvmOptions(DAEMON_HEAP)
        .arguments("--config", clientProperties().toString(), "--topic-partitions", "6")
        .arguments("--metrics-port", String.valueOf(metricsPorts.get(name)));
  }
}
