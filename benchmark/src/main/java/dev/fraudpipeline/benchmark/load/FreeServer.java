package dev.fraudpipeline.benchmark.load;

import dev.fraudpipeline.sandbox.fault.LoopbackAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A server that costs next to nothing, so that what is measured is its client: a thread for each
 * connection reads a request into the connection's own array, and writes an answer that was made
 * before. It speaks no more HTTP/1.1 than {@link FreeRequest} understands: one request at a time on
 * a connection, which is never closed from this side. Thread-safe.
 */
public final class FreeServer implements AutoCloseable {
  private static final int BACKLOG = 64;

  private final String name;
  private final ServerSocketChannel listener;
  private final Supplier<Answers> answers;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  /** Source of the answers on one connection. Used by one thread at a time. */
  @FunctionalInterface
  public interface Answers {
    /** The whole answer, head and body, from its position to its limit; written before the next. */
    ByteBuffer to(FreeRequest request);
  }

  private FreeServer(String name, ServerSocketChannel listener, Supplier<Answers> answers) {
    this.name = name;
    this.listener = listener;
    this.answers = answers;
  }

  /**
   * Listens on a free port of 127.0.0.1.
   *
   * @param name of its threads
   * @param answers makes what answers one connection
   * @throws UncheckedIOException where no port is free
   */
  public static FreeServer start(String name, Supplier<Answers> answers) {
    try {
      ServerSocketChannel listener = ServerSocketChannel.open();
      listener.bind(LoopbackAddress.at(0), BACKLOG);
      FreeServer server = new FreeServer(name, listener, answers);
      server.start(server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start(Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The URL of a path, which begins with a slash; every path is answered alike. */
  public String url(String path) {
    return "http://127.0.0.1:" + listener.socket().getLocalPort() + path;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = listener.accept();
        connections.add(connection);
        start(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed: there is no other way to end the wait.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      connection.socket().setTcpNoDelay(true);
      FreeRequest request = new FreeRequest();
      Answers own = answers.get();
      while (request.read(connection)) {
        ByteBuffer answer = own.to(request);
        while (answer.hasRemaining()) {
          connection.write(answer);
        }
      }
    } catch (IOException e) {
      // The client has gone, or this is closed; the benchmark notices what is missing.
    } finally {
      connections.remove(connection);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (SocketChannel connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
