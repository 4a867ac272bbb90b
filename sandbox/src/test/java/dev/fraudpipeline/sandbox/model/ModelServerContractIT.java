package dev.fraudpipeline.sandbox.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sandbox.SharedRecordings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sends requests whose answers are known, in the one form that the predictor sends, and compares
 * what can be the same.
 */
class ModelServerContractIT {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** Recorded against models that this server has not: other signatures, or none. */
  private static final Set<String> OTHER_SIGNATURES =
      Set.of("f_nosig", "h_optional", "x_echo_nosig", "x_echo_optional", "x_echo_datetime");

  private static final Pattern OTHER_FORMS =
      Pattern.compile("dataframe_records|instances|inputs|text/csv");

  /** What the predictor never sends, and a model never says. */
  private static final Set<String> NEVER_SENT =
      Set.of(
          "get-docs",
          "get-openapi",
          "invocations-trailing-slash",
          "ping-trailing-slash",
          "duplicate-column-split",
          "split-index-wrong-length",
          "split-unknown-member",
          "split-without-columns",
          "split-data-null",
          "two-formats",
          "llm-key-beside-split",
          "type-bool-for-double",
          "type-bool-for-integer",
          "type-object-for-string",
          "echo-bool-for-double-split-of-2",
          "echo-bool-for-integer-split-of-2",
          "echo-epoch-for-string-split-of-2",
          "echo-number-for-string-split-of-2",
          "echo-unicode-string-split-of-2",
          "lone-surrogate-escape",
          "content-type-none",
          "invalid-utf8",
          "request-gzip",
          "content-type-empty",
          "output-dates");

  private static final Map<String, Object> ODD_OUTPUTS = oddOutputs();
  private static final Map<String, ModelServer> SERVERS = new HashMap<>();

  @BeforeAll
  static void start() {
    ModelServer.Options options = ModelServer.Options.defaults();
    Map<String, ScoringModel> models = new HashMap<>();
    models.put("a_int", FraudClassifier.train(1, false));
    models.put("b_proba", ContrivedModels.each(List.of(0.66, 0.34)));
    models.put("c_bool", ContrivedModels.each(false));
    models.put("d_float", ContrivedModels.each(0.25));
    models.put("g_str", ContrivedModels.each("legit"));
    models.put("e_frame", ContrivedModels.each(named("is_fraud", 0, "score", 0.25)));
    models.put("x_raises", ContrivedModels.raising("the model could not score this batch"));
    models.put("x_odd", ModelServerContractIT::odd);
    models.forEach((name, model) -> SERVERS.put(name, ModelServer.start(options, notEmpty(model))));
    SERVERS.put("x_echo", ModelServer.start(options, ModelServerContractIT::echo));
    SERVERS.put(
        "x_slow",
        ModelServer.start(
            options.withTimeLimit(Duration.ofSeconds(1)), ModelServerContractIT::slow));
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(ModelServer::close);
  }

  @Test
  void theProjectsOwnExchangesComeOutTheSame() throws IOException {
    try (InputStream file = getClass().getResourceAsStream("exchanges.jsonl")) {
      // Given
      List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();

      // Then
      assertThat(compare(lines)).isEqualTo(lines.size());
    }
  }

  @Test
  void theRecordedExchangesOfARealServerComeOutTheSame() throws IOException {
    Optional<Path> recorded = SharedRecordings.file("mlflow/exchanges.jsonl");
    assumeTrue(recorded.isPresent(), "no recorded exchanges here");

    // Then
    // The others are of other forms, of other signatures, of raw bytes, of other servers, cut
    // short,
    // without a reply, or named above.
    assertThat(compare(Files.readAllLines(recorded.get()))).isEqualTo(189);
  }

  private static int compare(List<String> lines) throws IOException {
    var softly = new SoftAssertions();
    int compared = 0;
    for (String line : lines) {
      ScoringExchange exchange = ScoringExchange.parse(line);
      if (isApplicable(exchange, line)) {
        int port = URI.create(SERVERS.get(exchange.model()).address()).getPort();
        compare(softly, exchange, exchange.send(port));
        compared++;
      }
    }
    softly.assertAll();
    return compared;
  }

  private static boolean isApplicable(ScoringExchange exchange, String line) {
    JsonNode recorded = exchange.recorded();
    boolean rawBytes = recorded.path("raw").asBoolean(); // HttpServerIT has its own of these
    boolean anotherServer = recorded.has("server") && !exchange.model().equals("x_slow");
    return !rawBytes
        && !anotherServer
        && !recorded.path("response").isNull()
        && !OTHER_SIGNATURES.contains(exchange.model())
        && !NEVER_SENT.contains(exchange.name())
        && !OTHER_FORMS.matcher(line).find()
        && !line.contains("<<TRUNCATED");
  }

  private static void compare(
      SoftAssertions softly, ScoringExchange expected, ScoringExchange.Answer actual)
      throws IOException {
    softly
        .assertThat(actual.status())
        .as("status of %s: %s", expected, actual.body())
        .isEqualTo(expected.status());
    softly
        .assertThat(List.copyOf(actual.headers().keySet()))
        .as("headers of %s", expected)
        .isEqualTo(List.copyOf(expected.headers().keySet()));
    softly
        .assertThat(actual.headers().get("content-type"))
        .as("content type of %s", expected)
        .isEqualTo(expected.headers().get("content-type"));
    if (expected.isHead() || actual.status() != expected.status()) {
      return;
    }
    if (expected.body().startsWith("{\"predictions\"")) {
      JsonNode predictions = JSON.readTree(actual.body()).path("predictions");
      JsonNode recorded = JSON.readTree(expected.body()).path("predictions");
      recorded.forEach(ModelServerContractIT::dropIndex);
      softly.assertThat(shape(predictions)).as("shape of %s", expected).isEqualTo(shape(recorded));
      if (expected.model().startsWith("x_")) {
        softly.assertThat(predictions).as("predictions of %s", expected).isEqualTo(recorded);
      }
    } else if (expected.body().startsWith("{\"error_code\"")) {
      JsonNode error = JSON.readTree(actual.body());
      JsonNode recorded = JSON.readTree(expected.body());
      softly.assertThat(members(error)).as("%s", expected).isEqualTo(members(recorded));
      softly
          .assertThat(error.path("error_code"))
          .as("error code of %s", expected)
          .isEqualTo(recorded.path("error_code"));
    } else if (expected.status() != 415) {
      softly.assertThat(actual.body()).as("body of %s", expected).isEqualTo(expected.body());
    }
  }

  /** How many predictions there are, and of which kinds, but not what they say. */
  private static String shape(JsonNode predictions) {
    Set<String> kinds = new HashSet<>();
    for (JsonNode prediction : predictions) {
      kinds.add(
          prediction.isContainerNode()
              ? prediction.size() + " in a " + prediction.getNodeType()
              : prediction.getNodeType() + " " + prediction.numberType());
    }
    return predictions.size() + " in a " + predictions.getNodeType() + " " + kinds;
  }

  /** The recordings' echo shows the row's index besides, which says nothing. */
  private static void dropIndex(JsonNode prediction) {
    if (prediction instanceof ObjectNode echo) {
      echo.remove("_index");
    }
  }

  private static List<String> members(JsonNode object) {
    List<String> members = new ArrayList<>();
    object.fieldNames().forEachRemaining(members::add);
    return members;
  }

  /** Like an sklearn pipeline, the recorded models raise when there is nothing to score. */
  private static ScoringModel notEmpty(ScoringModel model) {
    return frame -> {
      if (frame.size() == 0) {
        throw new IllegalStateException("found no sample");
      }
      return model.predict(frame);
    };
  }

  /** Each value as the model receives it, with its type, as NumPy prints it. */
  private static Object echo(TypedFrame frame) {
    List<Object> rows = new ArrayList<>();
    for (int row = 0; row < frame.size(); row++) {
      Map<String, String> echo = new LinkedHashMap<>();
      for (Column column : TypedFrame.SIGNATURE) {
        echo.put(column.columnName(), echo(frame, column, row));
      }
      rows.add(echo);
    }
    return rows;
  }

  private static String echo(TypedFrame frame, Column column, int row) {
    return switch (column.type()) {
      case DOUBLE, DECIMAL -> "float64 np.float64(" + python(frame.doubles(column)[row]) + ")";
      case BIGINT -> "int64 np.int64(" + frame.longs(column)[row] + ")";
      case INTEGER -> "int32 np.int32(" + frame.longs(column)[row] + ")";
      default -> "object " + python(frame.texts(column)[row]);
    };
  }

  private static String python(double value) {
    return Double.toString(value).replace("NaN", "nan").replace("Infinity", "inf");
  }

  private static String python(String text) {
    if (text == null) {
      return "None";
    }
    return text.contains("'") ? "\"" + text + "\"" : "'" + text + "'";
  }

  private static Object odd(TypedFrame frame) {
    String merchant = frame.texts(Column.MERCHANT)[0];
    if (merchant.equals("mlflow_exc")) {
      throw new ScoringRefusedException(500, "WORKSPACE_TEMPORARILY_UNAVAILABLE", "model says no");
    }
    return ODD_OUTPUTS.get(merchant);
  }

  private static Object slow(TypedFrame frame) {
    boolean beyondTheLimit = frame.doubles(Column.AMT)[0] > 1;
    Duration cost = Duration.ofMillis(beyondTheLimit ? 3_000 : 1);
    return ContrivedModels.costing(cost, Duration.ZERO, ContrivedModels.each(0)).predict(frame);
  }

  private static Map<String, Object> oddOutputs() {
    Map<String, Object> outputs = new HashMap<>();
    outputs.put("nan", Collections.nCopies(2, Double.NaN));
    outputs.put("inf", List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    outputs.put("float32", Collections.nCopies(2, (double) 0.1f));
    outputs.put("short", List.of(0));
    outputs.put("none", null);
    outputs.put("listnone", Collections.nCopies(2, null));
    outputs.put("scalar", 1);
    outputs.put("series", Collections.nCopies(2, Map.of("is_fraud", 1)));
    outputs.put("series_nan", Collections.nCopies(2, Map.of("0", Double.NaN)));
    outputs.put("df1", Collections.nCopies(2, Map.of("prediction", 1)));
    outputs.put("df_nan", Collections.nCopies(2, named("is_fraud", null, "score", Double.NaN)));
    outputs.put("dict", named("is_fraud", List.of(1, 1), "score", List.of(0.25, 0.25)));
    outputs.put("column", List.of(List.of(1), List.of(1)));
    outputs.put("tiny", Collections.nCopies(2, 1e-7));
    outputs.put("plain", new int[] {0, 0});
    outputs.put("unserialisable", new Object());
    return outputs;
  }

  private static Map<String, Object> named(String first, Object a, String second, Object b) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put(first, a);
    named.put(second, b);
    return named;
  }
}
