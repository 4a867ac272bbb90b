package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.predictor.Payments;
import dev.fraudpipeline.sandbox.http.HeaderLine;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One line of a recording: what a real MLflow server was asked, and what it answered. */
record RecordedExchange(JsonNode line) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // Amounts keep their spelling.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  static RecordedExchange parse(String line) throws IOException {
    return new RecordedExchange(JSON.readTree(line));
  }

  String model() {
    return line.path("model").asText();
  }

  String name() {
    return line.path("name").asText();
  }

  String requestBody() {
    return line.path("request").path("body").asText("");
  }

  boolean isPost() {
    return line.path("request").path("method").asText().equals("POST");
  }

  int status() {
    return line.path("response").path("status").asInt();
  }

  String responseBody() {
    return line.path("response").path("body").asText("");
  }

  boolean isWhole() {
    return !line.path("raw").asBoolean() && !responseBody().contains("<<TRUNCATED");
  }

  /** The member {@code predictions} of the answer. */
  JsonNode predictions() throws IOException {
    return JSON.readTree(responseBody()).path("predictions");
  }

  /** How many payments were asked about; 0 where the request is of a form that does not show it. */
  int rows() {
    try {
      JsonNode body = JSON.readTree(requestBody());
      int records = body.path("dataframe_records").size();
      return records + body.path("dataframe_split").path("data").size();
    } catch (IOException e) {
      // Not JSON, on purpose.
      return 0;
    }
  }

  /** The payments that were asked about, as they come in topic_1. */
  List<Payment> payments() throws IOException {
    JsonNode split = JSON.readTree(requestBody()).path("dataframe_split");
    List<Payment> payments = new ArrayList<>();
    for (JsonNode row : split.path("data")) {
      ObjectNode document = JSON.createObjectNode();
      for (int i = 0; i < row.size(); i++) {
        document.set(split.path("columns").path(i).textValue(), row.get(i));
      }
      payments.add(Payments.read(document.toString()));
    }
    return payments;
  }

  /** So many payments, for an answer to a request that the predictor does not send. */
  static List<Payment> anyPayments(int rows) {
    return IntStream.range(0, rows).mapToObj(Payments::payment).toList();
  }

  /** The answer as it went over the wire. */
  ServerResponse response() {
    byte[] body = responseBody().getBytes(UTF_8);
    List<HeaderLine> headers = new ArrayList<>();
    headers.add(new HeaderLine("content-length", Integer.toString(body.length)));
    JsonNode recorded = line.path("response").path("headers");
    for (String name : List.of("content-type", "location")) {
      if (recorded.has(name)) {
        headers.add(new HeaderLine(name, recorded.path(name).textValue()));
      }
    }
    return new ServerResponse(status(), headers, body);
  }

  @Override
  public String toString() {
    return model() + ", " + name();
  }
}
