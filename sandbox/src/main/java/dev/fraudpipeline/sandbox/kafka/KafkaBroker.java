package dev.fraudpipeline.sandbox.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a Kafka broker and its controller, in this process, on a folder that outlives it. Not
 * thread-safe.
 */
final class KafkaBroker {

  private static final Logger log = LoggerFactory.getLogger(KafkaBroker.class);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  static {
    // Kafka ends the process when its disk fails. Here it is a guest: the other parts, and the
    // tests, live on, and it is only the broker's own thread that ends.
    Exit.setExitProcedure(KafkaBroker::refuseToEndTheProcess);
    Exit.setHaltProcedure(KafkaBroker::refuseToEndTheProcess);
  }

  private final ControllerServer controller;
  private final BrokerServer broker;
  private final BrokerListeners listeners;

  private KafkaBroker(ControllerServer controller, BrokerServer broker, BrokerListeners listeners) {
    this.controller = controller;
    this.broker = broker;
    this.listeners = listeners;
  }

  /**
   * Starts on the folder, which is formatted where it is new, and returns once the broker serves.
   *
   * @param publicPort the port to which clients are sent, whatever the broker itself listens on
   * @param security of that port; empty where nothing is protected
   */
  static KafkaBroker start(Path folder, int publicPort, Optional<KafkaSecurity> security) {
    BrokerListeners listeners = BrokerListeners.open();
    KafkaBroker started = null;
    try {
      format(folder);
      started = create(folder, publicPort, listeners, security);
      started.controller.startup();
      started.broker.startup();
      return started;
    } catch (IOException | RuntimeException e) {
      if (started != null) {
        started.stop();
      }
      listeners.close();
      throw new IllegalStateException("Kafka did not start on " + folder, e);
    }
  }

  private static KafkaBroker create(
      Path folder, int publicPort, BrokerListeners listeners, Optional<KafkaSecurity> security)
      throws IOException {
    KafkaConfig config =
        new KafkaConfig(BrokerSettings.of(folder, publicPort, listeners, security), false);
    MetaPropertiesEnsemble properties =
        new MetaPropertiesEnsemble.Loader()
            .addLogDirs(List.of(folder.toString()))
            .addMetadataLogDir(folder.toString())
            .load();
    SharedServer shared =
        new SharedServer(
            config,
            properties,
            Time.SYSTEM,
            new Metrics(),
            CompletableFuture.completedFuture(
                Map.of(BrokerSettings.NODE_ID, listeners.controller())),
            List.of(),
            // Kafka's own would end the process.
            (name, fatal, action) -> new LoggingFaultHandler(name, action),
            listeners);
    return new KafkaBroker(
        new ControllerServer(
            shared, KafkaRaftServer.configSchema(), BootstrapMetadata.fromDirectory(folder)),
        new BrokerServer(shared),
        listeners);
  }

  /** Where the proxy finds the broker. */
  InetSocketAddress proxied() {
    return listeners.proxied();
  }

  /** Where clients find it that want no proxy in between. */
  InetSocketAddress direct() {
    return listeners.direct();
  }

  /** Stops cleanly: what was acknowledged is on disk, and the next start need not recover. */
  void stop() {
    broker.shutdown(STOP_TIMEOUT);
    controller.shutdown();
    listeners.close();
  }

  private static void format(Path folder) throws IOException {
    if (Files.exists(folder.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return;
    }
    Files.createDirectories(folder);
    try (PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(quiet)
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(BrokerSettings.NODE_ID)
          .setControllerListenerName(BrokerListeners.CONTROLLER)
          .setHasDynamicQuorum(false)
          .addDirectory(folder.toString())
          .setMetadataLogDirectory(folder.toString())
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("formatting failed", e);
    }
  }

  private static void refuseToEndTheProcess(int status, String message) {
    log.error("Kafka gave up with status {}: {}", status, message);
    throw new IllegalStateException("the broker gave up");
  }
}
