package dev.fraudpipeline.sandbox.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HeldPortTest {
  private static final long DEFINITELY_TOO_SLOW_SECONDS = 60;

  @Test
  void whoeverConnectsIsRefusedAndNobodyElseGetsThePort() throws IOException {
    try (HeldPort held = HeldPort.any(InetAddress.getLoopbackAddress());
        Socket client = new Socket();
        ServerSocket other = new ServerSocket()) {
      InetSocketAddress address = LoopbackAddress.at(held.port());
      other.setReuseAddress(false);

      assertThatThrownBy(() -> client.connect(address)).isInstanceOf(ConnectException.class);
      assertThatThrownBy(() -> other.bind(address)).isInstanceOf(BindException.class);
    }
  }

  @Test
  void onceLetGoItCanBeListenedOn() throws IOException {
    HeldPort held = HeldPort.any(InetAddress.getLoopbackAddress());
    InetSocketAddress address = LoopbackAddress.at(held.port());

    held.close();

    try (ServerSocket listener = new ServerSocket()) {
      listener.bind(address);
      assertThat(listener.isBound()).isTrue();
    }
  }

  @Test
  void oneThatIsListenedOnCannotBeHad() throws IOException {
    try (ServerSocket listener = new ServerSocket()) {
      listener.bind(LoopbackAddress.at(0));
      InetSocketAddress address = LoopbackAddress.at(listener.getLocalPort());

      assertThatThrownBy(() -> HeldPort.at(address))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("port " + address.getPort() + " on 127.0.0.1 cannot be had");
    }
  }

  @Test
  void oneThatIsStillListenedOnIsWaitedFor() throws Exception {
    // Given
    ServerSocket listener = new ServerSocket();
    listener.bind(LoopbackAddress.at(0));
    InetSocketAddress address = LoopbackAddress.at(listener.getLocalPort());
    CompletableFuture<HeldPort> held =
        CompletableFuture.supplyAsync(() -> HeldPort.afterListening(address));

    // When
    listener.close();

    // Then
    try (HeldPort got = held.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS)) {
      assertThat(got.port()).isEqualTo(address.getPort());
    }
  }
}
