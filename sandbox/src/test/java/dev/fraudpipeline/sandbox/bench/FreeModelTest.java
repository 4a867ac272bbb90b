package dev.fraudpipeline.sandbox.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FreeModelTest {

  @Test
  void eachRowOfARequestGetsAPrediction() throws Exception {
    try (FreeModel model = FreeModel.start()) {
      HttpClient client = HttpClient.newHttpClient();
      for (int rows : List.of(3, 500, 1)) {
        // When
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(model.url()))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body(rows)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"predictions\":[" + "0,".repeat(rows - 1) + "0]}");
      }
    }
  }

  @Test
  void aRequestThatArrivesInPiecesIsReadToItsEnd() throws IOException {
    // Given
    byte[] body = body(4);
    byte[] request =
        ("POST /invocations HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(UTF_8);
    InputStream pieces =
        new SequenceInputStream(
            new ByteArrayInputStream(request, 0, 30),
            new SequenceInputStream(
                new ByteArrayInputStream(request, 30, request.length),
                new ByteArrayInputStream(body)));
    FreeModel.Exchange exchange = new FreeModel.Exchange();

    // When, Then
    assertThat(exchange.read(pieces)).isTrue();
    assertThat(new String(exchange.answer(), UTF_8)).endsWith("{\"predictions\":[0,0,0,0]}");
    assertThat(exchange.read(pieces)).as("one more").isFalse();
  }

  private static byte[] body(int rows) {
    return Workload.modelBodies(1, rows).get(0);
  }
}
