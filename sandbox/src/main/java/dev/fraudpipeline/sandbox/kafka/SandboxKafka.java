package dev.fraudpipeline.sandbox.kafka;

import dev.fraudpipeline.sandbox.fault.ProxiedPart;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A real Kafka broker of one node, behind a proxy that can make it fail. What it has acknowledged
 * is in its folder, and is there again after the next start on it, also where this process was
 * killed. Thread-safe.
 */
public final class SandboxKafka extends ProxiedPart {
  private final Optional<KafkaSecurity> security;

  /** Null while it is away, and after close; guarded by this. */
  private KafkaBroker broker;

  private SandboxKafka(Path data, int port, Optional<KafkaSecurity> security) {
    super(data, port);
    this.security = security;
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
    SandboxKafka kafka = new SandboxKafka(data, port, security);
    kafka.begin();
    return kafka;
  }

  @Override
  public String name() {
    return "kafka";
  }

  /** The bootstrap servers: one, which leads through the proxy and never changes. */
  @Override
  public String address() {
    return "127.0.0.1:" + port();
  }

  /**
   * Bootstrap servers that lead past the proxy, for measurements: no fault reaches them but {@link
   * PartFault#AWAY}, after which the port is another one.
   *
   * @throws IllegalStateException it is away or closed
   */
  public synchronized String directBootstrapServers() {
    return direct()
        .map(ProxiedPart::hostAndPort)
        .orElseThrow(() -> new IllegalStateException("Kafka is not running"));
  }

  @Override
  protected InetSocketAddress startServer() {
    if (broker == null) {
      broker = KafkaBroker.start(folder().resolve("kafka"), port(), security);
    }
    return broker.proxied();
  }

  @Override
  protected void stopServer() {
    if (broker != null) {
      broker.stop();
      broker = null;
    }
  }

  @Override
  protected Optional<InetSocketAddress> direct() {
    return Optional.ofNullable(broker).map(KafkaBroker::direct);
  }
}
