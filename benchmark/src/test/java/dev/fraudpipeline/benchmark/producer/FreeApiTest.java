package dev.fraudpipeline.benchmark.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.benchmark.load.ModelBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FreeApiTest {
  private static final String TRANS_NUM = "3cb54a489fb351f73a7db98f6c7bb1ad";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void noTransNumIsServedTwiceAndAllElseStaysAsItIs() throws Exception {
    // Given
    String template = "{\"data\":[[60.10,\"" + TRANS_NUM + "\"],[1,\"" + TRANS_NUM + "\"]]}";
    try (FreeApi api = new FreeApi(template.getBytes(UTF_8), "{}".getBytes(UTF_8))) {
      api.allow(40);
      List<String> transNums = new ArrayList<>();

      for (int i = 0; i < 20; i++) {
        // When
        String answer = get(api);

        // Then
        List<String> served = ModelBody.transNums(answer.getBytes(UTF_8));
        transNums.addAll(served);
        assertThat(answer)
            .isEqualTo(
                "{\"data\":[[60.10,\"%s\"],[1,\"%s\"]]}".formatted(served.get(0), served.get(1)));
      }
      assertThat(transNums)
          .containsExactlyElementsOf(
              IntStream.range(0, 40)
                  .mapToObj(i -> TRANS_NUM.substring(0, 24) + "%08x".formatted(i))
                  .toList());
    }
  }

  @Test
  void noMoreRowsAreServedThanAllowed() throws Exception {
    // Given
    String template = "[\"" + TRANS_NUM + "\",\"" + TRANS_NUM + "\"]";
    try (FreeApi api = new FreeApi(template.getBytes(UTF_8), "{}".getBytes(UTF_8))) {
      // When
      String early = get(api);
      api.allow(3);
      String allowed = get(api);
      String late = get(api);

      // Then
      assertThat(early).isEqualTo("{}");
      assertThat(allowed).hasSameSizeAs(template);
      assertThat(late).isEqualTo("{}");
      assertThat(api.served()).isEqualTo(2);
      assertThat(api.calls()).isEqualTo(3);
    }
  }

  @Test
  void theAnswersAreTheSimulators(@TempDir Path data) throws Exception {
    try (FreeApi api = FreeApi.start(50, data)) {
      // Given
      api.allow(50);

      // When
      String rows = get(api);
      String empty = get(api);

      // Then
      assertThat(api.rowsInAnAnswer()).isEqualTo(50);
      assertThat(ModelBody.transNums(rows.getBytes(UTF_8))).hasSize(50).doesNotHaveDuplicates();
      assertThat(empty).contains("columns").contains("data\\\":[]").hasSizeLessThan(1_000);
    }
  }

  private String get(FreeApi api) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(api.url())).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
