package dev.fraudpipeline.sandbox.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fraudpipeline.common.payment.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request's body in the one form that the predictor sends: {@code {"dataframe_split": {"columns":
 * [...], "data": [[...], ...]}}}. What is wrong with it is said as MLflow says it, and repeats the
 * body, as there.
 */
final class SplitDocument {
  private static final String FORM = "dataframe_split";

  private SplitDocument() {}

  /**
   * The rows.
   *
   * @throws ScoringRefusedException where there are none, or where they do not fit the signature
   */
  static TypedFrame parse(JsonMapper json, byte[] body) {
    JsonNode data = document(json, body).path(FORM);
    if (data.isMissingNode()) {
      throw ScoringRefusedException.badRequest(
          "The input must be a JSON dictionary with exactly one of the input fields {'"
              + FORM
              + "'}.");
    }
    JsonNode columns = data.path("columns");
    JsonNode rows = data.path("data");
    if (!rows.isArray() || !columns.isArray()) {
      throw malformed("it must have 'columns' and 'data'");
    }
    int width = 0;
    for (JsonNode row : rows) {
      width = Math.max(width, row.size());
    }
    if (!rows.isEmpty() && width != columns.size()) {
      throw malformed(columns.size() + " columns passed, passed data had " + width + " columns");
    }
    Map<Column, Integer> places = places(columns, body);
    return new TypedFrame(rows.size(), (column, row) -> cell(rows.get(row), places.get(column)));
  }

  private static JsonNode document(JsonMapper json, byte[] body) {
    try {
      JsonNode document = json.readTree(body);
      if (!(document instanceof MissingNode)) {
        return document;
      }
      throw notJson("Expecting value", body);
    } catch (JsonProcessingException e) {
      throw notJson(e.getOriginalMessage(), body);
    } catch (IOException e) {
      throw new IllegalStateException("the body cannot be decoded", e);
    }
  }

  /** A row with fewer values than others has null for the rest. */
  private static JsonNode cell(JsonNode row, int place) {
    return place < row.size() ? row.get(place) : NullNode.getInstance();
  }

  private static Map<Column, Integer> places(JsonNode columns, byte[] body) {
    Map<Column, Integer> places = new EnumMap<>(Column.class);
    for (int i = 0; i < columns.size(); i++) {
      int place = i;
      Column.named(columns.get(i).asText()).ifPresent(column -> places.put(column, place));
    }
    List<Column> missing =
        TypedFrame.SIGNATURE.stream().filter(column -> !places.containsKey(column)).toList();
    if (!missing.isEmpty()) {
      throw ScoringRefusedException.invalidParameter(
          "Failed to predict data '"
              + text(body)
              + "'. \nError: Failed to enforce schema. Error: Model is missing inputs "
              + missing.stream()
                  .map(column -> "'" + column.columnName() + "'")
                  .collect(Collectors.joining(", ", "[", "]"))
              + ".");
    }
    return places;
  }

  private static ScoringRefusedException malformed(String error) {
    return ScoringRefusedException.badRequest(
        "Invalid input. Provided dataframe_split field is not a valid dataframe representation in"
            + " 'split' format. Error: '"
            + error
            + "'");
  }

  private static ScoringRefusedException notJson(String complaint, byte[] body) {
    return ScoringRefusedException.badRequest(
        "Invalid input. Ensure that input is a valid JSON formatted string. Error: '"
            + complaint
            + "'\nInput: \n"
            + text(body)
            + "\n");
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
