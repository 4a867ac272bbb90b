package dev.fraudpipeline.sandbox.http;

import dev.fraudpipeline.sandbox.fault.FaultyPort;
import dev.fraudpipeline.sandbox.fault.LoopbackAddress;
import dev.fraudpipeline.sandbox.part.PartFault;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP/1.1 server, on a loopback port as a rule, and the one place where HTTP goes wrong on
 * demand. While a fault is in force its handler is not asked, and an answer that was on its way is
 * replaced, held back or cut off with its connection: so what it says was written was written to
 * the client, which no proxy in between could promise. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  /** By how much {@link PartFault#SLOW} delays every answer. */
  static final Duration SLOWNESS = Duration.ofSeconds(1);

  private final Options options;
  private final RequestHandler handler;
  private final ExecutorService handlers;
  private final FaultyPort port;

  /**
   * Settings of a server.
   *
   * @param name prefix of the thread names
   * @param address that it listens on; port 0 for any free one
   * @param handlerThreads so many requests are handled at a time; others wait
   * @param keepAlive after so long without a request an open connection is closed, without notice
   */
  public record Options(
      String name, InetSocketAddress address, int handlerThreads, Duration keepAlive) {

    /** On the loopback address. */
    public Options(String name, int port, int handlerThreads, Duration keepAlive) {
      this(name, LoopbackAddress.at(port), handlerThreads, keepAlive);
    }
  }

  private HttpServer(Options options, RequestHandler handler) {
    this.options = options;
    this.handler = handler;
    this.port =
        new FaultyPort(
            options.name() + "-network",
            options.address(),
            client -> new HttpConnection(this).open(client));
    this.handlers =
        Executors.newFixedThreadPool(
            options.handlerThreads(), new DefaultThreadFactory(options.name() + "-handler", true));
  }

  /**
   * Starts to listen.
   *
   * @throws UncheckedIOException where the port is taken
   */
  public static HttpServer start(Options options, RequestHandler handler) {
    HttpServer server = new HttpServer(options, handler);
    server.heal();
    return server;
  }

  public int port() {
    return port.number();
  }

  /** Such as {@code http://127.0.0.1:5000}, without a slash at the end. */
  public String baseUrl() {
    return "http://127.0.0.1:" + port();
  }

  /** Puts the fault in force in place of the one that is there, if any. */
  public void inflict(PartFault fault) {
    port.inflict(fault);
  }

  /** Ends the fault, and returns once connections are accepted again. */
  public void heal() {
    port.heal();
  }

  /** Closes the port and all connections; requests in progress go unanswered. */
  @Override
  public void close() {
    port.close();
    handlers.shutdownNow();
  }

  /** Null where there is none. */
  PartFault fault() {
    return port.fault();
  }

  Duration keepAlive() {
    return options.keepAlive();
  }

  void execute(ServerRequest request, ResponseSender reply) {
    handlers.execute(
        () -> {
          try {
            handler.handle(request, reply);
          } catch (RuntimeException e) {
            reply.send(UvicornResponses.internalServerError());
          }
        });
  }
}
