package dev.fraudpipeline.sandbox.fault;

import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/**
 * A loopback port that forwards every connection to a server, and can fail in each way that {@link
 * PartFault} names. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
  private final FaultyPort port;
  private volatile InetSocketAddress target;

  /**
   * Takes the port, or any free one where it is 0. Connections are refused, as under {@link
   * PartFault#AWAY}, until {@link #heal()}.
   *
   * @throws UncheckedIOException the port is taken
   */
  public TcpProxy(int port) {
    this.port =
        new FaultyPort(
            "tcp-proxy",
            LoopbackAddress.at(port),
            client -> new ProxiedConnection(this, client).open());
  }

  /** The port on 127.0.0.1 that clients connect to. */
  public int port() {
    return port.number();
  }

  /** Where new connections lead from now on; to be called before the first {@link #heal()}. */
  public void forwardTo(InetSocketAddress server) {
    target = server;
  }

  /**
   * Makes all connections, the open ones and those to come, fail in this way until the next call of
   * this method or of {@link #heal()}. {@link PartFault#HANG} keeps connections open and what they
   * carry unread; it flows on afterwards. Returns once the fault is in force.
   */
  public void inflict(PartFault next) {
    port.inflict(next);
  }

  /** Forwards again, and returns once it does; nothing happens where there is no fault. */
  public void heal() {
    port.heal();
  }

  /** Fault that is in force now; null where all is well. */
  public PartFault fault() {
    return port.fault();
  }

  /** Number of clients that are connected. */
  public int openConnections() {
    return port.openConnections();
  }

  /** Number of clients that have connected so far. */
  public long acceptedConnections() {
    return port.acceptedConnections();
  }

  /** Closes every connection and frees the port. Does nothing when called again. */
  @Override
  public void close() {
    port.close();
  }

  InetSocketAddress target() {
    return target;
  }
}
