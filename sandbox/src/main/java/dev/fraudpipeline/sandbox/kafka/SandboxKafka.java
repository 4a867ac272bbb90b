package dev.fraudpipeline.sandbox.kafka;

import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.Part;
import dev.fraudpipeline.sandbox.disk.DataFolder;
import dev.fraudpipeline.sandbox.fault.TcpProxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A real Kafka broker of one node, behind a proxy that can make it fail. What it has acknowledged
 * is in its folder, and is there again after the next start on it, also where this process was
 * killed. Thread-safe.
 */
public final class SandboxKafka implements Part {

  private final DataFolder folder;
  private final TcpProxy proxy;
  private final Optional<KafkaSecurity> security;

  /** Null while it is away, and after close; guarded by this. */
  private Broker broker;

  private boolean closed;

  private SandboxKafka(DataFolder folder, TcpProxy proxy, Optional<KafkaSecurity> security) {
    this.security = security;
    this.folder = folder;
    this.proxy = proxy;
  }

  /**
   * Starts the broker, and returns once it serves.
   *
   * @param data the folder it keeps everything in; made where it is missing
   * @param port the port on 127.0.0.1; 0 for the one it had on this folder before, or any free one
   * @throws IllegalStateException the folder is in use, or Kafka does not start on it
   * @throws java.io.UncheckedIOException the port is taken, or the folder cannot be written
   */
  public static SandboxKafka start(Path data, int port) {
    return start(data, port, Optional.empty());
  }

  /** As {@link #start(Path, int)}, with a log-in, TLS and access control at its address. */
  public static SandboxKafka start(Path data, int port, KafkaSecurity security) {
    return start(data, port, Optional.of(security));
  }

  private static SandboxKafka start(Path data, int port, Optional<KafkaSecurity> security) {
    DataFolder folder = DataFolder.open(data);
    TcpProxy proxy = null;
    try {
      proxy = new TcpProxy(folder.port(port));
      SandboxKafka kafka = new SandboxKafka(folder, proxy, security);
      kafka.heal();
      folder.rememberPort(proxy.port());
      return kafka;
    } catch (RuntimeException e) {
      if (proxy != null) {
        proxy.close();
      }
      folder.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "kafka";
  }

  /** The bootstrap servers: one, which leads through the proxy and never changes. */
  @Override
  public String address() {
    return "127.0.0.1:" + proxy.port();
  }

  /**
   * Bootstrap servers that lead past the proxy, for measurements: no fault reaches them but {@link
   * Fault#AWAY}, after which the port is another one.
   *
   * @throws IllegalStateException it is away or closed
   */
  public synchronized String directBootstrapServers() {
    if (broker == null) {
      throw new IllegalStateException("Kafka is not running");
    }
    return Listeners.hostAndPort(broker.direct());
  }

  /** {@inheritDoc} {@link Fault#AWAY} stops the broker cleanly, and takes a second or so. */
  @Override
  public synchronized void inflict(Fault fault) {
    if (fault == Fault.AWAY) {
      proxy.inflict(fault);
      stopBroker();
    } else {
      startBroker();
      proxy.inflict(fault);
    }
  }

  @Override
  public synchronized void heal() {
    startBroker();
    proxy.heal();
  }

  @Override
  public synchronized Map<String, Object> status() {
    Fault fault = proxy.fault();
    return Map.of(
        "running",
        broker != null,
        "fault",
        fault == null ? "none" : fault.name(),
        "connections",
        proxy.openConnections(),
        "connections_total",
        proxy.acceptedConnections(),
        "direct",
        broker == null ? "none" : directBootstrapServers());
  }

  /** Stops the broker cleanly. Does nothing when called again; fit for a shutdown hook. */
  @Override
  public synchronized void close() {
    closed = true;
    proxy.close();
    stopBroker();
    folder.close();
  }

  private void startBroker() {
    if (closed) {
      throw new IllegalStateException("Kafka is closed");
    }
    if (broker == null) {
      broker = Broker.start(folder.path().resolve("kafka"), proxy.port(), security);
      proxy.forwardTo(broker.proxied());
    }
  }

  private void stopBroker() {
    if (broker != null) {
      broker.stop();
      broker = null;
    }
  }
}
