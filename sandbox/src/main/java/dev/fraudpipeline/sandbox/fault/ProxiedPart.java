package dev.fraudpipeline.sandbox.fault;

import dev.fraudpipeline.sandbox.disk.DataFolder;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.part.SandboxPart;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A real server behind a proxy that can make it fail, with a folder that outlives it. The server
 * runs unless the part is {@link PartFault#AWAY}. Thread-safe: all is guarded by this.
 */
public abstract class ProxiedPart implements SandboxPart {
  private final DataFolder folder;
  private final TcpProxy proxy;
  private boolean closed;

  /**
   * Takes the folder and the port.
   *
   * @param data the folder it keeps everything in; made where it is missing
   * @param port the port on 127.0.0.1; 0 for the one it had on this folder before, or any free one
   * @throws IllegalStateException the folder is in use
   * @throws java.io.UncheckedIOException the port is taken, or the folder cannot be written
   */
  protected ProxiedPart(Path data, int port) {
    folder = DataFolder.open(data);
    try {
      proxy = new TcpProxy(folder.port(port));
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Starts the server unless it runs, and returns once it serves.
   *
   * @return where the proxy finds it
   */
  protected abstract InetSocketAddress startServer();

  /** Stops the server where it runs, after which all that it has acknowledged is on disk. */
  protected abstract void stopServer();

  /** Where clients find the server past the proxy; empty where it does not run. */
  protected abstract Optional<InetSocketAddress> direct();

  /** Starts for the first time; where that fails, all is given back. */
  protected final synchronized void begin() {
    try {
      heal();
      folder.rememberPort(proxy.port());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The folder, absolute and without symbolic links. */
  protected final Path folder() {
    return folder.path();
  }

  /** The port that clients connect to, which never changes. */
  protected final int port() {
    return proxy.port();
  }

  /** To be called when the server has gone by itself: nobody listens until {@link #heal()}. */
  protected final void lost() {
    proxy.inflict(PartFault.AWAY);
  }

  /** {@inheritDoc} {@link PartFault#AWAY} stops the server as an administrator does. */
  @Override
  public final synchronized void inflict(PartFault fault) {
    if (fault == PartFault.AWAY) {
      proxy.inflict(fault);
      stopServer();
    } else {
      start();
      proxy.inflict(fault);
    }
  }

  @Override
  public final synchronized void heal() {
    start();
    proxy.heal();
  }

  @Override
  public final synchronized Map<String, Object> status() {
    PartFault fault = proxy.fault();
    Optional<String> direct = direct().map(ProxiedPart::hostAndPort);
    return Map.of(
        "running", direct.isPresent(),
        "fault", fault == null ? "none" : fault.name(),
        "connections", proxy.openConnections(),
        "connections_total", proxy.acceptedConnections(),
        "direct", direct.orElse("none"));
  }

  /** Stops the server cleanly. Does nothing when called again; fit for a shutdown hook. */
  @Override
  public final synchronized void close() {
    if (!closed) {
      closed = true;
      proxy.close();
      stopServer();
      folder.close();
    }
  }

  /** Such as {@code 127.0.0.1:9092}. */
  protected static String hostAndPort(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private void start() {
    if (closed) {
      throw new IllegalStateException(name() + " is closed");
    }
    proxy.forwardTo(startServer());
  }
}
