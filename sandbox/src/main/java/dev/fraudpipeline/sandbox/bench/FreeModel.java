package dev.fraudpipeline.sandbox.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fraudpipeline.sandbox.fault.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model that costs next to nothing, so that what is measured is the predictor: each request is
 * read into the connection's own array, its rows are counted, and the answer is one that was made
 * before. It speaks no more HTTP than that takes: requests with a {@code content-length}, one at a
 * time on a connection, which is never closed from this side. Thread-safe.
 */
final class FreeModel implements AutoCloseable {
  private static final int BACKLOG = 64;

  private final ServerSocket listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private FreeModel(ServerSocket listener) {
    this.listener = listener;
  }

  /**
   * Says 0 to every payment.
   *
   * @throws UncheckedIOException where no port is free
   */
  static FreeModel start() {
    try {
      ServerSocket listener = new ServerSocket();
      listener.bind(Loopback.at(0), BACKLOG);
      FreeModel model = new FreeModel(listener);
      start(model::accept);
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "free-model");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort() + "/invocations";
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        start(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed: there is no other way to end the wait.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = connection.getInputStream();
      Exchange exchange = new Exchange();
      while (exchange.read(in)) {
        connection.getOutputStream().write(exchange.answer());
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
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One request after the other, in one array. */
  static final class Exchange {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
    private static final String LENGTH = "\r\ncontent-length:";

    /** The list of columns, and the list of rows. */
    private static final int LISTS_BESIDE_ROWS = 2;

    private byte[] request = new byte[1 << 20];
    private int body;
    private int end;
    private byte[] answer = new byte[0];
    private int answerRows = -1;

    /** Whether there was one more request. */
    boolean read(InputStream in) throws IOException {
      int read = 0;
      body = -1;
      end = Integer.MAX_VALUE;
      while (read < end) {
        if (read == request.length) {
          request = Arrays.copyOf(request, 2 * read);
        }
        int more = in.read(request, read, request.length - read);
        if (more < 0) {
          return false;
        }
        read += more;
        if (body < 0) {
          findBody(read);
        }
      }
      return true;
    }

    private void findBody(int read) {
      for (int i = 0; i + END_OF_HEAD.length <= read; i++) {
        if (Arrays.equals(request, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
          body = i + END_OF_HEAD.length;
          end = body + contentLength(new String(request, 0, i + 2, US_ASCII));
          return;
        }
      }
    }

    private static int contentLength(String head) {
      int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
      if (at < 0) {
        return 0;
      }
      int from = at + LENGTH.length();
      return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    }

    byte[] answer() {
      int rows = rows();
      if (rows != answerRows) {
        answerRows = rows;
        String predictions = "{\"predictions\":[" + "0,".repeat(Math.max(0, rows - 1)) + "0]}";
        String head =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                + predictions.length()
                + "\r\n\r\n";
        answer = (head + predictions).getBytes(US_ASCII);
      }
      return answer;
    }

    /**
     * Each row is a list, and made-up payments have no bracket in their texts; the predictor would
     * refuse an answer of another length.
     */
    private int rows() {
      int lists = 0;
      for (int i = body; i < end; i++) {
        if (request[i] == '[') {
          lists++;
        }
      }
      return lists - LISTS_BESIDE_ROWS;
    }
  }
}
