package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.common.http.LimitedBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a real server was recorded to answer, and what is made of it. */
final class ModelContractTest {
  private static final Path RECORDED = Path.of("..", "..", "shared", "mlflow", "exchanges.jsonl");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those whose answers are scores, not an echo of their input or oddities. */
  private static final Set<String> SCORING =
      Set.of("a_int", "b_proba", "c_bool", "d_float", "e_frame", "f_nosig", "g_str", "h_optional");

  @Test
  void everyRecordedAnswerToASplitRequestGetsItsVerdict() throws IOException {
    assumeTrue(Files.exists(RECORDED), "there is no recording");
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    for (String line : Files.readAllLines(RECORDED)) {
      JsonNode exchange = JSON.readTree(line);
      JsonNode response = exchange.path("response");
      int rows = rows(exchange);
      if (rows < 1 || !response.path("body").isTextual() || isCut(response)) {
        continue;
      }
      checked++;
      int status = response.path("status").asInt();
      byte[] body = response.path("body").textValue().getBytes(UTF_8);
      Answer answer = ModelClient.read(status, new LimitedBody(body, false), rows);
      if (!isRight(answer, status, exchange.path("model").asText(), rows)) {
        wrong.add(exchange.path("model").asText() + " " + exchange.path("name").asText());
      }
      assertThat(answer.toString()).doesNotContainPattern("\\d{12}");
    }
    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThan(50);
  }

  private static boolean isRight(Answer answer, int status, String model, int rows) {
    if (status == 200) {
      return !SCORING.contains(model)
          || (answer instanceof Answer.Scores scores && scores.scores().length == rows);
    }
    return Set.of(401, 403, 404, 405, 415, 429).contains(status)
        ? answer instanceof Answer.Sick
        : answer instanceof Answer.Failed failed && failed.late() == status >= 500;
  }

  private static boolean isCut(JsonNode response) {
    return response.path("body").textValue().contains("<<TRUNCATED");
  }

  /** How many a request of the form that we send asks for; 0 for any other request. */
  private static int rows(JsonNode exchange) {
    JsonNode request = exchange.path("request");
    if (!request.path("method").asText().equals("POST") || !request.path("body").isTextual()) {
      return 0;
    }
    try {
      return JSON.readTree(request.path("body").textValue())
          .path("dataframe_split")
          .path("data")
          .size();
    } catch (IOException e) {
      // Not JSON, on purpose: we do not send such requests.
      return 0;
    }
  }
}
