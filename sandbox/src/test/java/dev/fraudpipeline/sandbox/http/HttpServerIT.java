package dev.fraudpipeline.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);
  private static final String REQUEST = "GET /a?n=2 HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Queue<Boolean> written = new ConcurrentLinkedQueue<>();

  private HttpServer server = start(DEFINITELY_TOO_SLOW);

  private HttpServer start(Duration keepAlive) {
    return HttpServer.start(
        new HttpServer.Options("test", 0, 2, keepAlive),
        (request, reply) ->
            reply
                .send(
                    new ServerResponse(
                        200,
                        List.of(new HeaderLine("x-B", "1"), new HeaderLine("Content-Length", "2")),
                        "ok".getBytes(StandardCharsets.US_ASCII)))
                .thenAccept(written::add));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void headersGoOutAsTheHandlerSpellsAndOrdersThem() throws IOException {
    try (Socket client = connect()) {
      // When
      send(client, REQUEST);

      // Then
      assertThat(read(client, "ok"))
          .isEqualTo("HTTP/1.1 200 OK\r\nx-B: 1\r\nContent-Length: 2\r\n\r\nok");
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> written.contains(true));
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrderAndAnIdleConnectionIsClosed() throws IOException {
    // Given
    server.close();
    server = start(Duration.ofMillis(300));
    try (Socket client = connect()) {
      // When
      send(client, REQUEST + REQUEST);

      // Then
      String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }
  }

  @Test
  void whatIsNoRequestIsRefusedAndTheConnectionEnds() throws IOException {
    for (String bytes : List.of("GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\n\r\n")) {
      try (Socket client = connect()) {
        // When
        send(client, bytes);

        // Then
        String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(all)
            .isEqualTo(
                "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\n"
                    + "Connection: close\r\n\r\nInvalid HTTP request received.");
      }
    }
  }

  @Test
  void awayRefusesConnectionsEndsOpenOnesAndComesBackOnItsPort() throws IOException {
    try (Socket open = connect()) {
      send(open, REQUEST);
      read(open, "ok");

      // When
      server.inflict(PartFault.AWAY);

      // Then
      assertThat(open.getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
    server.heal();
    try (Socket again = connect()) {
      send(again, REQUEST);
      assertThat(read(again, "ok")).endsWith("ok");
    }
  }

  @Test
  void hangingTakesRequestsAndSaysNothingUntilItIsHealed() throws IOException {
    server.inflict(PartFault.HANG);
    try (Socket client = connect()) {
      send(client, REQUEST);
      client.setSoTimeout(200);

      // Then
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      // When
      server.heal();

      // Then
      client.setSoTimeout((int) DEFINITELY_TOO_SLOW.toMillis());
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(written).isEmpty();
    }
  }

  @Test
  void garbageAndErrorsAnswerInTheHandlersPlace() throws IOException {
    try (Socket client = connect()) {
      // When
      server.inflict(PartFault.GARBAGE);
      send(client, REQUEST);

      // Then
      assertThat(read(client, "</html>")).startsWith("HTTP/1.1 200 OK\r\n").contains("<html>");

      // When
      server.inflict(PartFault.ERROR);
      send(client, REQUEST);

      // Then
      assertThat(read(client, "\r\n\r\nInternal Server Error")).startsWith("HTTP/1.1 500 Internal");
      assertThat(written).isEmpty();
    }
  }

  @Test
  void slowAnswersComeAboutASecondLate() throws IOException {
    server.inflict(PartFault.SLOW);
    try (Socket client = connect()) {
      long start = System.nanoTime();

      // When
      send(client, REQUEST);
      read(client, "ok");

      // Then
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
    }
  }

  @Test
  void anAnswerToAClientThatHungUpIsNotWritten() throws IOException {
    server.inflict(PartFault.SLOW);
    try (Socket client = connect()) {
      send(client, REQUEST);

      // When
      client.shutdownOutput();

      // Then
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> written.contains(false));
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout((int) DEFINITELY_TOO_SLOW.toMillis());
    return socket;
  }

  private static void send(Socket client, String bytes) throws IOException {
    client.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
  }

  private static String read(Socket client, String end) throws IOException {
    InputStream in = client.getInputStream();
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int c = in.read();
      assertThat(c).as("after " + text).isNotEqualTo(-1);
      text.append((char) c);
    }
    return text.toString();
  }
}
