package dev.fraudpipeline.sandbox.fault;

import dev.fraudpipeline.sandbox.part.PartFault;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A port with the fault that is in force on it, whoever serves there. It does itself what {@link
 * PartFault#AWAY} means, and tells each connection of every other change, by a {@link FaultChange}
 * in its pipeline. The port belongs to it until {@link #close()}, also while nobody listens.
 * Thread-safe; all connections share one thread, on which the fault changes, too.
 */
public final class FaultyPort implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final EventLoopGroup eventLoop;
  private final InetSocketAddress address;
  private final Consumer<Channel> accept;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicLong accepted = new AtomicLong();
  private volatile PartFault fault = PartFault.AWAY;

  // Exactly one of these two is there until close(); guarded by this.
  private Channel listener;
  private HeldPort holder;

  /** That a fault has begun, has ended, or has taken another one's place; null is none. */
  public record FaultChange(PartFault from, PartFault to) {}

  /**
   * Takes the port; connections are refused, as under {@link PartFault#AWAY}, until {@link
   * #heal()}.
   *
   * @param thread the name of its thread
   * @param wanted port 0 for any free one
   * @param accept puts the handlers into the pipeline of a connection that has just come
   * @throws UncheckedIOException where the port is taken
   */
  public FaultyPort(String thread, InetSocketAddress wanted, Consumer<Channel> accept) {
    this.accept = accept;
    holder = wanted.getPort() == 0 ? HeldPort.any(wanted.getAddress()) : HeldPort.at(wanted);
    address = new InetSocketAddress(wanted.getAddress(), holder.port());
    eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(thread, true), NioIoHandler.newFactory());
  }

  /** The number that clients connect to. */
  public int number() {
    return address.getPort();
  }

  /** Puts a fault in force in place of the one that is there, and returns once it is. */
  public synchronized void inflict(PartFault next) {
    change(next);
    if (next == PartFault.AWAY) {
      refuse();
    } else {
      listen();
    }
  }

  /** Ends the fault, and returns once connections are accepted. */
  public synchronized void heal() {
    change(null);
    listen();
  }

  /** Fault that is in force now; null where all is well. */
  public PartFault fault() {
    return fault;
  }

  /** Number of clients that are connected. */
  public int openConnections() {
    return connections.size();
  }

  /** Number of clients that have connected so far. */
  public long acceptedConnections() {
    return accepted.get();
  }

  /** Closes every connection and frees the port. Does nothing when called again. */
  @Override
  public synchronized void close() {
    if (eventLoop.isShuttingDown()) {
      return;
    }
    change(PartFault.AWAY);
    if (listener != null) {
      listener.close().syncUninterruptibly();
      listener = null;
    }
    release();
    eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void change(PartFault next) {
    if (eventLoop.isShuttingDown()) {
      return;
    }
    eventLoop
        .submit(
            () -> {
              FaultChange change = new FaultChange(fault, next);
              fault = next;
              if (next == PartFault.AWAY) {
                var unused = connections.close();
              } else {
                connections.forEach(each -> each.pipeline().fireUserEventTriggered(change));
              }
            })
        .syncUninterruptibly();
  }

  private void listen() {
    if (listener != null || eventLoop.isShuttingDown()) {
      return;
    }
    release();
    listener =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(NioServerSocketChannel.class)
            // Earlier connections in TIME_WAIT must not keep the port from being listened on.
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    connected(client);
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for what slipped in to be gone
  private void connected(Channel client) {
    connections.add(client);
    accepted.incrementAndGet();
    if (fault == PartFault.AWAY) {
      client.close(); // it slipped in while the port was being closed
    } else {
      accept.accept(client);
    }
  }

  private void refuse() {
    if (listener != null) {
      listener.close().syncUninterruptibly();
      listener = null;
      holder = HeldPort.afterListening(address);
    }
  }

  private void release() {
    if (holder != null) {
      holder.close();
      holder = null;
    }
  }
}
