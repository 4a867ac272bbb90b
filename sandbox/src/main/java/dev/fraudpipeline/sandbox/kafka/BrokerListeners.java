package dev.fraudpipeline.sandbox.kafka;

import dev.fraudpipeline.sandbox.fault.LoopbackAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The loopback ports on which one run of the broker listens, behind the proxy and beside it. They
 * are bound before the broker starts, so that their numbers are known for its settings and cannot
 * be lost to others in between.
 */
final class BrokerListeners implements ServerSocketFactory, AutoCloseable {

  static final String CONTROLLER = "CONTROLLER";

  /**
   * Name of the listener that the proxy forwards to; the broker tells its clients the proxy's port
   * instead.
   */
  static final String PROXIED = "PROXIED";

  /** For clients that want no proxy in between, the broker itself among them. */
  private static final String DIRECT = "DIRECT";

  private final ServerSocketChannel proxied;
  private final ServerSocketChannel direct;
  private final ServerSocketChannel controller;

  private BrokerListeners() throws IOException {
    proxied = bind();
    direct = bind();
    controller = bind();
  }

  static BrokerListeners open() {
    try {
      return new BrokerListeners();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on 127.0.0.1", e);
    }
  }

  InetSocketAddress proxied() {
    return address(proxied);
  }

  InetSocketAddress direct() {
    return address(direct);
  }

  InetSocketAddress controller() {
    return address(controller);
  }

  /**
   * The broker's settings that are about listening.
   *
   * @param protocol behind the proxy, such as PLAINTEXT
   */
  Map<String, String> settings(int publicPort, String protocol) {
    return Map.of(
        "listeners",
        String.join(
            ",", at(PROXIED, proxied()), at(DIRECT, direct()), at(CONTROLLER, controller())),
        "advertised.listeners",
        String.join(",", at(PROXIED, LoopbackAddress.at(publicPort)), at(DIRECT, direct())),
        "listener.security.protocol.map",
        String.join(
            ",", PROXIED + ":" + protocol, DIRECT + ":PLAINTEXT", CONTROLLER + ":PLAINTEXT"),
        "inter.broker.listener.name",
        DIRECT,
        "controller.listener.names",
        CONTROLLER,
        "controller.quorum.voters",
        BrokerSettings.NODE_ID + "@" + hostAndPort(controller()));
  }

  @Override
  public ServerSocketChannel openServerSocket(
      String listenerName, InetSocketAddress address, int backlog, int receiveBufferSize)
      throws IOException {
    for (ServerSocketChannel bound : List.of(proxied, direct, controller)) {
      if (address(bound).getPort() == address.getPort()) {
        bound.configureBlocking(false);
        return bound;
      }
    }
    throw new IOException("nothing is bound for " + listenerName + " at " + address);
  }

  /** Frees the ports that the broker has not freed itself. */
  @Override
  public void close() {
    try (proxied;
        direct;
        controller) {
      // Nothing left to do: the three are closed on the way out.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String hostAndPort(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private static String at(String listener, InetSocketAddress address) {
    return listener + "://" + hostAndPort(address);
  }

  private static ServerSocketChannel bind() throws IOException {
    return ServerSocketChannel.open().bind(LoopbackAddress.at(0));
  }

  private static InetSocketAddress address(ServerSocketChannel channel) {
    return LoopbackAddress.at(channel.socket().getLocalPort());
  }
}
