package dev.fraudpipeline.sandbox.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TcpProxyTest {

  private static final int DEFINITELY_TOO_SLOW = 60_000;
  private static final int LONG_ENOUGH_TO_BE_SURE = 300;

  private EchoServer server;
  private TcpProxy proxy;

  @BeforeEach
  void startForwarding() throws IOException {
    server = new EchoServer();
    proxy = new TcpProxy(0);
    proxy.forwardTo(server.address());
    proxy.heal();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void connectionsAreForwardedBothWays() throws IOException {
    try (Socket client = connect()) {
      // When
      send(client, "hello");

      // Then
      assertThat(receive(client, 5)).isEqualTo("hello");
      assertThat(proxy.openConnections()).isEqualTo(1);
      assertThat(proxy.acceptedConnections()).isEqualTo(1);
    }
    await()
        .atMost(Duration.ofMillis(DEFINITELY_TOO_SLOW))
        .until(() -> proxy.openConnections() == 0);
  }

  @Test
  void moreThanAnyBufferHoldsArrivesWhole() throws Exception {
    // Given
    byte[] sent = new byte[32 << 20];
    new Random(7).nextBytes(sent);
    try (Socket client = connect()) {
      // When
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client, sent));
      byte[] received = client.getInputStream().readNBytes(sent.length);

      // Then
      sending.join();
      assertThat(Arrays.equals(received, sent)).isTrue();
    }
  }

  @Test
  void awayRefusesNewConnectionsAndClosesOpenOnes() throws IOException {
    try (Socket client = connect()) {
      // Given
      // Only what the proxy has accepted is closed; what still waits for that is reset.
      send(client, "x");
      assertThat(receive(client, 1)).isEqualTo("x");

      // When
      proxy.inflict(PartFault.AWAY);

      // Then
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void nobodyElseGetsThePortWhileItIsAway() {
    // Given
    proxy.inflict(PartFault.AWAY);

    // When
    assertThatThrownBy(() -> new TcpProxy(listenElsewhere(proxy.port())))
        // Then
        .isInstanceOf(IOException.class);
  }

  @Test
  void hangStallsOpenAndNewConnectionsUntilHealed() throws IOException {
    try (Socket before = connect()) {
      send(before, "a");
      assertThat(receive(before, 1)).isEqualTo("a");

      // When
      proxy.inflict(PartFault.HANG);

      // Then
      try (Socket during = connect()) {
        send(before, "b");
        send(during, "c");
        assertSilent(before);
        assertSilent(during);
        proxy.heal();
        assertThat(receive(before, 1)).isEqualTo("b");
        assertThat(receive(during, 1)).isEqualTo("c");
      }
    }
  }

  @Test
  void slowAnswersComeASecondLaterAndInOrderAndDoNotWaitForEachOther() throws IOException {
    // Given
    int answers = 40;
    proxy.inflict(PartFault.SLOW);
    try (Socket client = connect()) {
      client.setTcpNoDelay(true);
      long start = System.nanoTime();
      StringBuilder sent = new StringBuilder();

      // When
      for (int i = 10; i < 10 + answers; i++) {
        send(client, i + " ");
        sent.append(i).append(' ');
        proxy.inflict(PartFault.SLOW);
      }

      // Then
      assertThat(receive(client, sent.length())).isEqualTo(sent.toString());
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(ProxiedConnection.DELAY, ProxiedConnection.DELAY.multipliedBy(answers));
    }
  }

  @Test
  void garbageAnswersOpenAndNewConnectionsAndThenTheyEnd() throws IOException {
    try (Socket before = connect()) {
      // Given
      send(before, "a");
      assertThat(receive(before, 1)).isEqualTo("a");

      // When
      proxy.inflict(PartFault.GARBAGE);

      // Then
      try (Socket during = connect()) {
        send(before, "question");
        send(during, "question");
        assertThat(before.getInputStream().readAllBytes()).hasSize(64).containsOnly(0xFF);
        assertThat(during.getInputStream().readAllBytes()).hasSize(64).containsOnly(0xFF);
      }
    }
  }

  @Test
  void errorResetsOpenAndNewConnections() throws IOException {
    try (Socket before = connect()) {
      // Given
      send(before, "a");
      assertThat(receive(before, 1)).isEqualTo("a");

      // When
      proxy.inflict(PartFault.ERROR);

      // Then
      assertThatThrownBy(() -> before.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> connect().getInputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aServerThatIsGoneLooksLikeAReset() {
    // Given
    try (TcpProxy nobody = new TcpProxy(0)) {
      proxy.forwardTo(LoopbackAddress.at(nobody.port()));

      // When
      assertThatThrownBy(() -> connect().getInputStream().read())
          // Then
          .isInstanceOf(SocketException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(PartFault.class)
  void everyFaultCanReplaceEveryOtherAndBeHealedOnTheSamePort(PartFault fault) throws IOException {
    // Given
    int port = proxy.port();
    for (PartFault other : PartFault.values()) {
      proxy.inflict(other);
      proxy.inflict(fault);
      assertThat(proxy.fault()).isEqualTo(fault);
    }

    // When
    proxy.heal();

    // Then
    assertThat(proxy.fault()).isNull();
    assertThat(proxy.port()).isEqualTo(port);
    try (Socket client = connect()) {
      send(client, "hello");
      assertThat(receive(client, 5)).isEqualTo("hello");
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    // When
    assertThatThrownBy(() -> new TcpProxy(server.address().getPort()))
        // Then
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(Integer.toString(server.address().getPort()));
  }

  @Test
  void closeFreesThePortAndMayBeRepeated() throws IOException {
    // Given
    int port = proxy.port();

    // When
    proxy.close();
    proxy.close();

    // Then
    await()
        .atMost(Duration.ofMillis(DEFINITELY_TOO_SLOW))
        .ignoreExceptions()
        .until(() -> listenElsewhere(port) == port);
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(LoopbackAddress.at(0).getAddress(), proxy.port());
    client.setSoTimeout(DEFINITELY_TOO_SLOW);
    return client;
  }

  private static int listenElsewhere(int port) throws IOException {
    try (ServerSocket other = new ServerSocket()) {
      other.setReuseAddress(false);
      other.bind(LoopbackAddress.at(port));
      return other.getLocalPort();
    }
  }

  private static void send(Socket client, String text) {
    send(client, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void send(Socket client, byte[] bytes) {
    try {
      OutputStream out = client.getOutputStream();
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String receive(Socket client, int length) throws IOException {
    return new String(client.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }

  private static void assertSilent(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    client.setSoTimeout(LONG_ENOUGH_TO_BE_SURE);
    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(DEFINITELY_TOO_SLOW);
  }
}
