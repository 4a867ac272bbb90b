package dev.fraudpipeline.common.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says byte for byte what it is told to, and keeps what it was asked. */
final class RawServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Handler handler;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();

  /** Is called for each request, and leaves the connection open or closes it. */
  @FunctionalInterface
  interface Handler {
    /** Answers a request, of which it gets the head as it came. */
    void handle(String request, Socket connection) throws IOException;
  }

  private RawServer(Handler handler) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.handler = handler;
    start(this::accept);
  }

  static RawServer start(Handler handler) throws IOException {
    return new RawServer(handler);
  }

  /** Answers each request so, and leaves the connection open. */
  static RawServer saying(String answer) throws IOException {
    return start((request, connection) -> say(connection, answer));
  }

  static void say(Socket connection, String answer) throws IOException {
    connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
  }

  int port() {
    return listener.getLocalPort();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** The heads of the requests, in the order in which they came. */
  List<String> requests() {
    return requests;
  }

  /** How many connections were opened. */
  int connections() {
    return accepted.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        accepted.incrementAndGet();
        start(() -> serve(connection));
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket connection) {
    try {
      for (String head = head(connection); !head.isEmpty(); head = head(connection)) {
        requests.add(head);
        handler.handle(head, connection);
      }
    } catch (IOException e) {
      // The client has hung up, or the test is over.
      connections.remove(connection);
    }
  }

  /** All lines up to the empty one; empty where the client has closed the connection. */
  private static String head(Socket connection) throws IOException {
    InputStream request = connection.getInputStream();
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = request.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
