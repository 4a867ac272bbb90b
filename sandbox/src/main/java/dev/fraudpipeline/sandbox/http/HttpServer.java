package dev.fraudpipeline.sandbox.http;

import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.fault.HeldPort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 server, on a loopback port as a rule, and the one place where HTTP goes wrong on
 * demand. While a fault is in force its handler is not asked, and an answer that was on its way is
 * replaced, held back or cut off with its connection. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  /** By how much {@link Fault#SLOW} delays every answer. */
  static final Duration SLOWNESS = Duration.ofSeconds(1);

  private static final int MAX_LINE_BYTES = 128 * 1024;
  private static final int MAX_HEADER_BYTES = 128 * 1024;
  private static final int BACKLOG = 1024;

  private final Options options;
  private final Handler handler;
  private final EventLoopGroup network;
  private final ExecutorService handlers;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final int port;

  private Channel listener;

  /** While the server is away nobody else may get its port; null where it is not. */
  private HeldPort reservation;

  private boolean closed;

  /** Null where there is none. */
  private volatile Fault fault;

  /**
   * How to serve.
   *
   * @param name prefix of the thread names
   * @param address that it listens on
   * @param port 0 for any free one
   * @param handlerThreads so many requests are handled at a time; others wait
   * @param keepAlive after so long without a request an open connection is closed, without notice
   */
  public record Options(
      String name, InetAddress address, int port, int handlerThreads, Duration keepAlive) {

    /** On the loopback address. */
    public Options(String name, int port, int handlerThreads, Duration keepAlive) {
      this(name, InetAddress.getLoopbackAddress(), port, handlerThreads, keepAlive);
    }
  }

  private HttpServer(Options options, Handler handler) {
    this.options = options;
    this.handler = handler;
    this.network =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory(options.name() + "-network", true),
            NioIoHandler.newFactory());
    this.handlers =
        Executors.newFixedThreadPool(
            options.handlerThreads(), new DefaultThreadFactory(options.name() + "-handler", true));
    try {
      listen(options.port());
    } catch (UncheckedIOException e) {
      stopThreads();
      throw e;
    }
    this.port = ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /**
   * Starts to listen.
   *
   * @throws UncheckedIOException where the port is taken
   */
  public static HttpServer start(Options options, Handler handler) {
    return new HttpServer(options, handler);
  }

  public int port() {
    return port;
  }

  /** Such as {@code http://127.0.0.1:5000}, without a slash at the end. */
  public String baseUrl() {
    return "http://127.0.0.1:" + port;
  }

  /** Puts the fault in force in place of the one that is there, if any. */
  public synchronized void inflict(Fault next) {
    if (closed) {
      return;
    }
    Fault previous = fault;
    fault = next;
    if (next == Fault.AWAY && previous != Fault.AWAY) {
      leave();
    }
    afterwards(previous, next);
  }

  /** Ends the fault, and returns once connections are accepted again. */
  public synchronized void heal() {
    if (closed) {
      return;
    }
    Fault previous = fault;
    fault = null;
    afterwards(previous, null);
  }

  /** Closes the port and all connections; requests in progress go unanswered. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    listener.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly();
    release();
    stopThreads();
  }

  Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  Duration keepAlive() {
    return options.keepAlive();
  }

  void execute(Request request, Reply reply) {
    handlers.execute(
        () -> {
          try {
            handler.handle(request, reply);
          } catch (RuntimeException e) {
            reply.send(Uvicorn.internalServerError());
          }
        });
  }

  private void afterwards(Fault previous, Fault next) {
    if (previous == Fault.HANG && next != Fault.HANG) {
      // What hung does not come back to life: its clients see the connection end.
      connections.close().awaitUninterruptibly();
    }
    if (previous == Fault.AWAY && next != Fault.AWAY) {
      release();
      listen(port);
    }
  }

  private void leave() {
    listener.close().awaitUninterruptibly();
    reservation = HeldPort.afterListening(new InetSocketAddress(options.address(), port));
    connections.close().awaitUninterruptibly();
  }

  private void release() {
    if (reservation != null) {
      reservation.close();
      reservation = null;
    }
  }

  private void listen(int wanted) {
    var bound =
        new ServerBootstrap()
            .group(network)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(options.address(), wanted)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new UncheckedIOException(
          "127.0.0.1:" + wanted + " cannot be listened on", new IOException(bound.cause()));
    }
    listener = bound.channel();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for what slipped in to be gone
  private void accept(SocketChannel channel) {
    connections.add(channel);
    if (fault == Fault.AWAY) {
      channel.close(); // it slipped in while the port was being closed
      return;
    }
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_LINE_BYTES)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)),
            new Connection(this));
  }

  private void stopThreads() {
    handlers.shutdownNow();
    network.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
