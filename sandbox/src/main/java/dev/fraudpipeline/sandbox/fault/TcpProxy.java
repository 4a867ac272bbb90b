package dev.fraudpipeline.sandbox.fault;

import dev.fraudpipeline.sandbox.Fault;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A loopback port that forwards every connection to a server, and can fail in each way that {@link
 * Fault} names. The port belongs to the proxy until {@link #close()}, also while nobody listens on
 * it. Thread-safe; all connections share one thread.
 */
public final class TcpProxy implements AutoCloseable {
  private final EventLoopGroup eventLoop;
  private final int port;

  /** Confined to the event loop, like everything in a {@link ProxiedConnection}. */
  private final Set<ProxiedConnection> connections = new HashSet<>();

  private volatile Fault fault = Fault.AWAY;
  private volatile InetSocketAddress target;
  private volatile int open;
  private final AtomicLong accepted = new AtomicLong();

  // Exactly one of these two is there until close(); guarded by this.
  private Channel listener;
  private HeldPort holder;

  /**
   * Takes the port, or any free one where it is 0. Connections are refused, as under {@link
   * Fault#AWAY}, until {@link #heal()}.
   *
   * @throws UncheckedIOException the port is taken
   */
  public TcpProxy(int port) {
    holder = port == 0 ? HeldPort.any() : HeldPort.at(Loopback.at(port));
    this.port = holder.port();
    eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("tcp-proxy", true), NioIoHandler.newFactory());
  }

  /** The port on 127.0.0.1 that clients connect to. */
  public int port() {
    return port;
  }

  /** Where new connections lead from now on; to be called before the first {@link #heal()}. */
  public void forwardTo(InetSocketAddress server) {
    target = server;
  }

  /**
   * Makes all connections, the open ones and those to come, fail in this way until the next call of
   * this method or of {@link #heal()}. {@link Fault#HANG} keeps connections open and what they
   * carry unread; it flows on afterwards. Returns once the fault is in force.
   */
  public synchronized void inflict(Fault next) {
    change(next);
    if (next == Fault.AWAY) {
      refuse();
    } else {
      listen();
    }
  }

  /** Forwards again, and returns once it does; nothing happens where there is no fault. */
  public synchronized void heal() {
    change(null);
    listen();
  }

  /** What is inflicted now; null where all is well. */
  public Fault fault() {
    return fault;
  }

  /** How many clients are connected. */
  public int openConnections() {
    return open;
  }

  /** How many clients have connected so far. */
  public long acceptedConnections() {
    return accepted.get();
  }

  /** Closes every connection and frees the port. Does nothing when called again. */
  @Override
  public synchronized void close() {
    if (eventLoop.isShuttingDown()) {
      return;
    }
    change(Fault.AWAY);
    if (listener != null) {
      listener.close().syncUninterruptibly();
    }
    release();
    eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  InetSocketAddress target() {
    return target;
  }

  void opened(ProxiedConnection connection) {
    connections.add(connection);
    open = connections.size();
    accepted.incrementAndGet();
  }

  void closed(ProxiedConnection connection) {
    connections.remove(connection);
    open = connections.size();
  }

  private void change(Fault next) {
    eventLoop
        .submit(
            () -> {
              fault = next;
              // A copy, for a connection that ends takes itself out of the set.
              List.copyOf(connections).forEach(ProxiedConnection::faultChanged);
            })
        .syncUninterruptibly();
  }

  private void listen() {
    if (listener != null) {
      return;
    }
    release();
    listener =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(NioServerSocketChannel.class)
            // Earlier connections in TIME_WAIT must not keep the port from being listened on.
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    new ProxiedConnection(TcpProxy.this, client).open();
                  }
                })
            .bind(Loopback.at(port))
            .syncUninterruptibly()
            .channel();
  }

  private void refuse() {
    if (listener == null) {
      return;
    }
    listener.close().syncUninterruptibly();
    listener = null;
    holder = HeldPort.afterListening(Loopback.at(port));
  }

  private void release() {
    if (holder != null) {
      holder.close();
      holder = null;
    }
  }
}
