package dev.fraudpipeline.sandbox.fault;

import dev.fraudpipeline.sandbox.part.PartFault;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection and the one to the server that belongs to it. What one side cannot take
 * is not read from the other, so that it holds little in memory. Confined to the proxy's event
 * loop.
 */
// A write or a close that fails ends the connection, and that is looked at.
@SuppressWarnings("FutureReturnValueIgnored")
final class ProxiedConnection {

  /** Delay of answers under {@link PartFault#SLOW}. */
  static final Duration DELAY = Duration.ofSeconds(1);

  /** Bytes of the answers that may wait for their time; more stays with the server. */
  private static final int MAX_DELAYED_BYTES = 8 << 20;

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /**
   * Read as a length it is negative, read as a type of message it is unknown: clients see at once
   * that it is wrong, and none sets gigabytes aside for what would follow.
   */
  private static final byte[] GARBAGE = new byte[64];

  static {
    Arrays.fill(GARBAGE, (byte) 0xFF);
  }

  private final TcpProxy proxy;
  private final Channel client;
  private final DelayLine delayed = new DelayLine(DELAY);
  private Channel server;
  private boolean serverClosed;
  private boolean garbageSent;

  ProxiedConnection(TcpProxy proxy, Channel client) {
    this.proxy = proxy;
    this.client = client;
  }

  void open() {
    client.config().setAutoRead(false);
    client.closeFuture().addListener(closed -> clientClosed());
    client.pipeline().addLast(new ClientSide());
  }

  private void faultChanged() {
    PartFault fault = proxy.fault();
    if (fault == PartFault.ERROR) {
      reset();
    } else if (fault == PartFault.GARBAGE && !delayed.isEmpty()) {
      sendGarbage();
    } else {
      if (fault == null || fault == PartFault.SLOW) {
        connect();
        forwardDue();
      }
      steer();
    }
  }

  private void connect() {
    if (server != null || garbageSent) {
      return;
    }
    ChannelFuture connected =
        new Bootstrap()
            .group(client.eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .handler(new ServerSide())
            .connect(proxy.target());
    server = connected.channel();
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            reset();
          } else if (client.isActive()) {
            steer();
          } else {
            server.close();
          }
        });
  }

  /** Reads from each side only what may flow, and only as fast as the other side takes it. */
  private void steer() {
    PartFault fault = proxy.fault();
    boolean flows = fault != PartFault.HANG;
    boolean serverTakes = server != null && server.isActive() && server.isWritable();
    boolean nobodyAsked = fault == PartFault.GARBAGE || garbageSent;
    client.config().setAutoRead(flows && (serverTakes || nobodyAsked));
    if (server != null) {
      boolean clientTakes = client.isWritable() && delayed.bytes() < MAX_DELAYED_BYTES;
      server.config().setAutoRead(flows && clientTakes);
    }
  }

  private void clientSent(ByteBuf bytes) {
    if (garbageSent || proxy.fault() == PartFault.GARBAGE) {
      bytes.release();
      sendGarbage();
    } else {
      server.writeAndFlush(bytes);
      steer();
    }
  }

  private void serverSent(ByteBuf bytes) {
    if (garbageSent || proxy.fault() == PartFault.GARBAGE) {
      bytes.release();
      sendGarbage();
    } else if (proxy.fault() == PartFault.SLOW || !delayed.isEmpty()) {
      delayed.add(bytes);
      forwardLater();
      steer();
    } else {
      client.writeAndFlush(bytes);
      steer();
    }
  }

  private void forwardLater() {
    client.eventLoop().schedule(this::forwardDue, DELAY.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void forwardDue() {
    if (proxy.fault() == PartFault.HANG) {
      return;
    }
    boolean all = proxy.fault() == null;
    for (var due = delayed.next(all); due.isPresent(); due = delayed.next(all)) {
      client.write(due.get());
    }
    client.flush();
    if (!delayed.isEmpty()) {
      return;
    }
    if (serverClosed) {
      closeWhenFlushed(client);
    } else {
      steer();
    }
  }

  private void sendGarbage() {
    if (garbageSent) {
      return;
    }
    garbageSent = true;
    delayed.drop();
    if (server != null) {
      server.close();
    }
    client.writeAndFlush(Unpooled.wrappedBuffer(GARBAGE));
    steer();
    // Closed a moment later: to close over unread requests is a reset, which may overtake the
    // bytes.
    client.eventLoop().schedule(() -> client.close(), 100, TimeUnit.MILLISECONDS);
  }

  private void reset() {
    if (client.isOpen()) {
      client.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    client.close();
  }

  private void clientClosed() {
    delayed.drop();
    if (server != null) {
      closeWhenFlushed(server);
    }
  }

  private void serverClosed() {
    serverClosed = true;
    if (delayed.isEmpty() && !garbageSent) {
      closeWhenFlushed(client);
    }
  }

  private static void closeWhenFlushed(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private final class ClientSide extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      faultChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object change) {
      faultChanged();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      clientSent((ByteBuf) message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      steer();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      client.close();
    }
  }

  private final class ServerSide extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      serverSent((ByteBuf) message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      steer();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      serverClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
