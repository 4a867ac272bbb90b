package dev.fraudpipeline.producer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A payments API that does what no HTTP library would: byte for byte what it is told to, one call
 * after the other. With nothing to do it answers without rows. Thread-safe.
 */
final class RawApi implements AutoCloseable {
  static final String COLUMNS =
      "{\"columns\":[\"cc_num\",\"amt\",\"trans_num\",\"current_time\"],\"data\":";

  private final ServerSocket listener;
  private final Queue<Act> script = new ConcurrentLinkedQueue<>();
  private final List<Socket> stalled = new CopyOnWriteArrayList<>();

  private RawApi(ServerSocket listener) {
    this.listener = listener;
  }

  static RawApi start() throws IOException {
    RawApi api = new RawApi(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(api::serve, "raw-api");
    thread.setDaemon(true);
    thread.start();
    return api;
  }

  /** How a call ends. */
  enum End {
    CLOSE,
    /** Without a goodbye: the client's system is told that there never was such a connection. */
    RESET,
    STALL
  }

  /** What one call is answered with. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Act(byte[] bytes, End end) {}

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort() + "/rows";
  }

  /** Has the next calls answered so, one after the other. */
  void follow(List<Act> acts) {
    script.addAll(acts);
  }

  /** Whether all that it was told to do has been done. */
  boolean isIdle() {
    return script.isEmpty();
  }

  /** A whole and honest answer with status 200. */
  static Act ok(byte[] body) {
    return new Act(answer("200 OK", "", body), End.CLOSE);
  }

  static byte[] answer(String status, String headers, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ("HTTP/1.1 "
                + status
                + "\r\nConnection: close\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        serve(listener.accept());
      } catch (IOException e) {
        // The client has seen enough and hung up; or the test is over, and so is the loop.
      }
    }
  }

  private void serve(Socket connection) throws IOException {
    String path = requestedPath(connection.getInputStream());
    Act act;
    if (path.equals("/loop")) {
      act = new Act(answer("302 Found", "Location: /loop\r\n", new byte[0]), End.CLOSE);
    } else {
      // Looked at now and taken when it is done: until then it is not idle.
      act = script.isEmpty() ? ok((COLUMNS + "[]}").getBytes(UTF_8)) : script.peek();
    }
    try {
      connection.getOutputStream().write(act.bytes());
    } finally {
      switch (act.end()) {
        case CLOSE -> connection.close();
        case RESET -> {
          connection.setSoLinger(true, 0);
          connection.close();
        }
        case STALL -> stalled.add(connection);
      }
      script.remove(act);
    }
  }

  private static String requestedPath(InputStream request) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int b = request.read(); b >= 0; b = request.read()) {
      if (b != '\n') {
        line.append((char) b);
      } else if (line.toString().isBlank()) {
        return lines.get(0).split(" ", -1)[1];
      } else {
        lines.add(line.toString());
        line.setLength(0);
      }
    }
    throw new IOException("no whole request came");
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : stalled) {
      connection.close();
    }
  }
}
