package dev.fraudpipeline.predictor.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.predictor.CuttingProxy;
import dev.fraudpipeline.predictor.CuttingProxy.Cut;
import dev.fraudpipeline.sandbox.http.HttpServer;
import dev.fraudpipeline.sandbox.http.ResponseSender;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What real MLflow servers were recorded to answer, and what the client makes of it over HTTP. */
final class ModelClientContractTest {
  private static final Path RECORDED = Path.of("..", "..", "shared", "mlflow", "exchanges.jsonl");

  /** Of the project's own recording, by model and name: see record_exchanges.py. */
  private static final String OWN_VERDICTS =
      """
      classes, plain, 1 row: [1.0]
      classes, plain, 3 rows: [1.0, 0.0, 1.0]
      classes, null text, 1 row: [1.0]
      classes, null text, 3 rows: [1.0, 0.0, 1.0]
      classes, null number, 1 row: failed, status 400
      classes, null number, 3 rows: failed, status 400
      classes, null integer, 1 row: failed, status 400
      classes, null integer, 3 rows: failed, status 400
      classes, null integer beside others: failed, status 400
      classes, unknown category, 1 row: [1.0]
      classes, unknown category, 3 rows: [1.0, 0.0, 1.0]
      classes, wrong path: sick, status 404
      classes, path with a slash: failed, status 307
      proba, plain, 1 row: [0.9999998103101728]
      proba, plain, 3 rows: [0.9999998103101728, 3.5961723220957856E-7, 0.9999998103101728]
      unsigned, plain, 1 row: [1.0]
      unsigned, plain, 3 rows: [1.0, 0.0, 1.0]
      unsigned, null integer, 1 row: [1.0]
      unsigned, null integer, 3 rows: [1.0, 0.0, 1.0]
      other columns, missing inputs, 1 row: failed, status 400: the model misses the columns distance_km, night; see MODEL_FEATURES and the model's signature
      other columns, missing inputs, 3 rows: failed, status 400: the model misses the columns distance_km, night; see MODEL_FEATURES and the model's signature
      shapes, bools, 1 row: [1.0]
      shapes, bools, 3 rows: [1.0, 0.0, 1.0]
      shapes, floats, 1 row: [0.25]
      shapes, floats, 3 rows: [0.25, 0.5, 0.75]
      shapes, float32, 1 row: [0.10000000149011612]
      shapes, float32, 3 rows: [0.10000000149011612, 0.10000000149011612, 0.10000000149011612]
      shapes, tiny, 1 row: [1.0E-7]
      shapes, tiny, 3 rows: [1.0E-7, 1.0E-7, 1.0E-7]
      shapes, names, 1 row: [1.0]
      shapes, names, 3 rows: [1.0, 0.0, 1.0]
      shapes, column, 1 row: [0.0]
      shapes, column, 3 rows: [0.0, 1.0, 0.0]
      shapes, series, 1 row: [0.0]
      shapes, series, 3 rows: [0.0, 1.0, 0.0]
      shapes, unnamed_series, 1 row: [0.0]
      shapes, unnamed_series, 3 rows: [0.0, 1.0, 0.0]
      shapes, frame, 1 row: [0.25]
      shapes, frame, 3 rows: [0.25, 0.5, 0.75]
      shapes, dict_of_lists, 1 row: [0.25]
      shapes, dict_of_lists, 3 rows: [0.25, 0.25, 0.25]
      shapes, scalar, 1 row: [1.0]
      shapes, scalar, 3 rows: failed, the answer has one value for 3 rows
      shapes, none, 1 row: [NaN]
      shapes, none, 3 rows: failed, the answer has one value for 3 rows
      shapes, nulls, 1 row: [NaN]
      shapes, nulls, 3 rows: [NaN, NaN, NaN]
      shapes, one_null, 1 row: [NaN]
      shapes, one_null, 3 rows: [NaN, 1.0, 1.0]
      shapes, nan, 1 row: [NaN]
      shapes, nan, 3 rows: [NaN, 0.5, 0.5]
      shapes, infinity, 1 row: [NaN]
      shapes, infinity, 3 rows: [NaN, NaN, NaN]
      shapes, frame_with_nan, 1 row: [NaN]
      shapes, frame_with_nan, 3 rows: [NaN, 0.5, 0.5]
      shapes, too_few, 1 row: failed, the answer has 0 for 1 rows
      shapes, too_few, 3 rows: failed, the answer has 2 for 3 rows
      shapes, too_many, 1 row: failed, the answer has 2 for 1 rows
      shapes, too_many, 3 rows: failed, the answer has 4 for 3 rows
      shapes, three_classes, 1 row: failed, a prediction is an array of 3: only pairs are understood
      shapes, three_classes, 3 rows: failed, a prediction is an array of 3: only pairs are understood
      shapes, other_names, 1 row: failed, a prediction names a class that is neither fraud nor legitimate
      shapes, other_names, 3 rows: failed, a prediction names a class that is neither fraud nor legitimate
      shapes, other_members, 1 row: failed, a prediction has several members, and none is called one of
      shapes, other_members, 3 rows: failed, a prediction has several members, and none is called one of
      shapes, unserialisable, 1 row: failed late, status 500
      shapes, unserialisable, 3 rows: failed late, status 500
      shapes, raises, 1 row: failed, status 400
      shapes, raises, 3 rows: failed, status 400
      shapes, own_exception, 1 row: sick, status 429
      shapes, own_exception, 3 rows: sick, status 429
      shapes, slow: failed late, status 504
      shapes, exits: failed late
      shapes, gone: sick
      """;

  /** How the recorded models that score say a score. */
  private static final Map<String, ToDoubleFunction<JsonNode>> SCORING =
      Map.of(
          "a_int", JsonNode::intValue,
          "b_proba", pair -> pair.get(1).doubleValue(),
          "c_bool", fraud -> fraud.booleanValue() ? 1 : 0,
          "d_float", JsonNode::doubleValue,
          "e_frame", row -> row.get("score").doubleValue(),
          "f_nosig", JsonNode::intValue,
          "g_str", name -> name.textValue().equals("fraud") ? 1 : 0,
          "h_optional", JsonNode::intValue,
          "x_slow", JsonNode::intValue);

  /** What the model of odd outputs says for two rows, by the recording's name for it. */
  private static final Map<String, String> ODD =
      Map.ofEntries(
          Map.entry("output-nan", "[NaN, NaN]"),
          Map.entry("output-inf", "[NaN, NaN]"),
          Map.entry("output-float32", "[0.10000000149011612, 0.10000000149011612]"),
          Map.entry("output-short", "failed, the answer has 1 for 2 rows"),
          Map.entry("output-none", "failed, the answer has one value for 2 rows"),
          Map.entry("output-listnone", "[NaN, NaN]"),
          Map.entry("output-scalar", "failed, the answer has one value for 2 rows"),
          Map.entry("output-series", "[1.0, 1.0]"),
          Map.entry("output-series-nan", "[NaN, NaN]"),
          Map.entry("output-df1", "[1.0, 1.0]"),
          Map.entry("output-df-nan", "[NaN, NaN]"),
          Map.entry("output-dict", "[0.25, 0.25]"),
          Map.entry("output-column", "[1.0, 1.0]"),
          Map.entry("output-tiny", "[1.0E-7, 1.0E-7]"),
          Map.entry("output-dates", "failed, "),
          Map.entry("output-plain", "[0.0, 0.0]"));

  private static final Set<Integer> OF_THE_ENDPOINT = Set.of(401, 403, 404, 405, 415, 429);

  private final HttpServer server =
      HttpServer.start(new HttpServer.Options("replay", 0, 1, Duration.ofSeconds(5)), this::answer);
  private final CuttingProxy proxy = new CuttingProxy(server.port());
  private final ModelClient client =
      new ModelClient(Duration.ofSeconds(30), Optional.empty(), ModelRequest.ALL);
  private volatile RecordedExchange replayed;
  private volatile ServerRequest asked;

  @AfterEach
  void stop() {
    proxy.close();
    server.close();
  }

  @Test
  void theProjectsOwnExchangesGetTheirVerdicts() throws Exception {
    // Given
    Map<String, String> verdicts = new HashMap<>();
    OWN_VERDICTS
        .lines()
        .forEach(line -> verdicts.put(line.split(": ", 2)[0], line.split(": ", 2)[1]));
    SoftAssertions softly = new SoftAssertions();
    try (InputStream file = getClass().getResourceAsStream("exchanges.jsonl")) {
      for (String line : new String(file.readAllBytes(), UTF_8).lines().toList()) {
        RecordedExchange exchange = RecordedExchange.parse(line);

        // When
        String verdict = replay(exchange, exchange.payments());

        // Then
        String expected = verdicts.remove(exchange.toString());
        softly.assertThat(verdict).as("%s", exchange).startsWith(expected);
        softly.assertThat(verdict).as("%s", exchange).doesNotContain("4855488158131690");
        if (asked != null) {
          softly
              .assertThat(new String(asked.body(), UTF_8))
              .as("request of %s", exchange)
              .isEqualTo(exchange.requestBody());
          softly.assertThat(asked.header("content-type")).contains("application/json");
        }
      }
    }
    softly.assertThat(verdicts).as("recorded no more").isEmpty();
    softly.assertAll();
  }

  @Test
  void theExchangesOfAnotherRecordingGetTheirVerdicts() throws Exception {
    // Given
    assumeTrue(Files.exists(RECORDED), "there is no recording");
    SoftAssertions softly = new SoftAssertions();
    int checked = 0;
    for (String line : Files.readAllLines(RECORDED)) {
      RecordedExchange exchange = RecordedExchange.parse(line);
      if (isApplicable(exchange)) {
        // When
        String verdict =
            replay(exchange, RecordedExchange.anyPayments(Math.max(1, exchange.rows())));

        // Then
        softly.assertThat(verdict).as("%s", exchange).startsWith(expected(exchange));
        if (!verdict.startsWith("[")) {
          softly.assertThat(verdict).as("%s", exchange).doesNotContainPattern("\\d{12}");
        }
        checked++;
      }
    }
    softly.assertAll();
    // All but 20 of raw bytes, 14 that are no POST, 3 cut short, and 121 in forms without rows.
    assertThat(checked).isEqualTo(511);
  }

  /**
   * All POSTs, but for raw bytes, what was cut short, and 200 to requests of other forms than ours
   * that do not show how many rows they had.
   */
  private static boolean isApplicable(RecordedExchange exchange) {
    return exchange.isPost()
        && exchange.isWhole()
        && (exchange.status() != 200 || exchange.rows() > 0);
  }

  private static String expected(RecordedExchange exchange) throws IOException {
    if (exchange.status() == 0) {
      String how = exchange.line().path("client_error").asText();
      return how.startsWith("curl: (7)") ? "sick" : "failed late";
    }
    if (exchange.status() != 200) {
      boolean late = exchange.status() >= 500;
      boolean sick = OF_THE_ENDPOINT.contains(exchange.status());
      return (sick ? "sick" : late ? "failed late" : "failed") + ", status " + exchange.status();
    }
    if (exchange.model().equals("x_odd")) {
      return ODD.get(exchange.name());
    }
    ToDoubleFunction<JsonNode> score = SCORING.get(exchange.model());
    if (score == null) {
      // It echoes the columns of each row.
      return "failed, a prediction has several members, and none is called one of";
    }
    JsonNode predictions = exchange.predictions();
    return Arrays.toString(
        StreamSupport.stream(predictions.spliterator(), false).mapToDouble(score).toArray());
  }

  /** Has the client ask, the server answer as it did, and gives the verdict as text. */
  private String replay(RecordedExchange exchange, List<Payment> payments)
      throws InterruptedException {
    replayed = exchange;
    asked = null;
    String ended =
        exchange.line().path("ended").asText()
            + exchange.line().path("client_error").asText().split(":", 2)[0];
    boolean refused = ended.equals("refused") || ended.startsWith("curl: (7)");
    proxy.cut(exchange.status() == 0 ? Cut.NO_ANSWER : Cut.NONE);
    URI direct = URI.create(server.baseUrl() + "/invocations");
    if (refused) {
      server.inflict(PartFault.AWAY);
    }
    ModelResponse answer = client.ask(refused ? direct : proxy.in(direct), payments);
    server.heal();
    if (answer instanceof ModelResponse.Scores scores) {
      return Arrays.toString(scores.scores());
    } else if (answer instanceof ModelResponse.Sick sick) {
      return "sick, " + sick.reason();
    }
    ModelResponse.Failed failed = (ModelResponse.Failed) answer;
    return (failed.late() ? "failed late, " : "failed, ") + failed.reason();
  }

  private void answer(ServerRequest request, ResponseSender reply) {
    asked = request;
    var unused = reply.send(replayed.response());
  }
}
