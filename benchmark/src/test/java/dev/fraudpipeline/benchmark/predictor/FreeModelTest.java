package dev.fraudpipeline.benchmark.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.benchmark.load.PaymentWorkload;
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
                    .POST(
                        HttpRequest.BodyPublishers.ofByteArray(
                            PaymentWorkload.modelBodies(1, rows).get(0)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"predictions\":[" + "0,".repeat(rows - 1) + "0]}");
      }
    }
  }
}
