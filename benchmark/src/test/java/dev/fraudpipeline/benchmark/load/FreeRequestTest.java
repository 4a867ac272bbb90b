package dev.fraudpipeline.benchmark.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.junit.jupiter.api.Test;

class FreeRequestTest {
  private final FreeRequest request = new FreeRequest();

  @Test
  void aRequestThatArrivesInPiecesIsReadToItsEnd() throws IOException {
    // Given
    byte[] whole = post("[".repeat(70_000));
    InputStream pieces =
        new SequenceInputStream(
            new ByteArrayInputStream(whole, 0, 30),
            new ByteArrayInputStream(whole, 30, whole.length));
    ReadableByteChannel channel = Channels.newChannel(pieces);

    // When, Then
    assertThat(request.read(channel)).isTrue();
    assertThat(request.count('[')).as("more than fitted at first").isEqualTo(70_000);
    assertThat(request.read(channel)).as("one more").isFalse();
  }

  @Test
  void theHeadAndAnEarlierRequestAreNotCounted() throws IOException {
    // Given
    request.read(channel(post("[[[[")));

    // When
    boolean read = request.read(channel(post("[")));

    // Then
    assertThat(read).isTrue();
    assertThat(request.count('[')).isEqualTo(1);
    assertThat(request.count('/')).isZero();
  }

  @Test
  void aRequestWithoutABodyEndsWithItsHead() throws IOException {
    // When
    boolean read = request.read(channel("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(UTF_8)));

    // Then
    assertThat(read).isTrue();
    assertThat(request.count('/')).isZero();
  }

  @Test
  void halfARequestIsNone() throws IOException {
    assertThat(request.read(channel("GET / HTTP/1.1\r\nhost: x".getBytes(UTF_8)))).isFalse();
  }

  private static byte[] post(String body) {
    return ("POST /x HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
        .getBytes(UTF_8);
  }

  private static ReadableByteChannel channel(byte[] bytes) {
    return Channels.newChannel(new ByteArrayInputStream(bytes));
  }
}
