package dev.fraudpipeline.predictor;

import dev.fraudpipeline.sandbox.fault.LoopbackAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before an HTTP server, lets requests through and cuts what comes back, in the ways that
 * servers do it which crash, restart or drop idle connections. Thread-safe.
 */
public final class CuttingProxy implements AutoCloseable {

  /** What becomes of an answer. */
  public enum Cut {
    /** All of it arrives. */
    NONE,
    /** The connection ends before the first byte of it. */
    NO_ANSWER,
    /** The connection ends before the last byte of it. */
    HALF_AN_ANSWER,
    /** The last byte of it never comes, and the connection stays open. */
    STALLED_ANSWER
  }

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Cut cut = Cut.NONE;
  private volatile int cutsLeft;

  /**
   * Forwards to that port of this machine.
   *
   * @throws UncheckedIOException where there is no free port
   */
  public CuttingProxy(int port) {
    this.server = LoopbackAddress.at(port);
    try {
      listener = new ServerSocket();
      listener.bind(LoopbackAddress.at(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("accept", this::accept);
  }

  /** The same URL at this proxy's port. */
  public URI in(URI url) {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + url.getPath());
  }

  /** Cuts every answer from now on. */
  public void cut(Cut next) {
    cut(next, Integer.MAX_VALUE);
  }

  /** Cuts so many answers, and lets the next ones through. */
  public void cut(Cut next, int answers) {
    cutsLeft = answers;
    cut = next;
  }

  /** How many answers were cut so far. */
  public int cuts() {
    return cuts.get();
  }

  /** How many connections clients have opened so far. */
  public int connections() {
    return connections.get();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        Socket to = new Socket(server.getAddress(), server.getPort());
        // Else each small write may wait 40 ms for the acknowledgement of the one before.
        client.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(to);
        start("requests", () -> forwardRequests(client, to));
        start("answers", () -> forwardAnswers(to, client));
      } catch (IOException e) {
        // The server is not there, which its client sees as a connection that ends; or this is
        // closed.
        if (listener.isClosed()) {
          return;
        }
      }
    }
  }

  private void forwardRequests(Socket from, Socket to) {
    try (to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side is gone, and the other follows.
      close(from);
    }
  }

  private void forwardAnswers(Socket from, Socket to) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream answers = from.getInputStream();
      OutputStream client = to.getOutputStream();
      for (int n = answers.read(buffer); n >= 0; n = answers.read(buffer)) {
        Cut now = nextCut();
        if (now == Cut.NONE) {
          client.write(buffer, 0, n);
          continue;
        }
        if (now != Cut.NO_ANSWER) {
          client.write(Arrays.copyOf(buffer, n - 1));
        }
        cuts.incrementAndGet();
        if (now != Cut.STALLED_ANSWER) {
          return;
        }
      }
    } catch (IOException e) {
      // One side is gone, and the other follows.
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private synchronized Cut nextCut() {
    if (cut == Cut.NONE || cutsLeft == 0) {
      return Cut.NONE;
    }
    cutsLeft--;
    return cut;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(CuttingProxy::close);
  }
}
