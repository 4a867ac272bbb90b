package dev.fraudpipeline.predictor.model;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Reads the scores out of MLflow's answer to {@code /invocations}, whatever shape the model returns
 * them in: numbers, booleans, names of classes, probability pairs in class order, one-column
 * arrays, rows of a frame or a series, a dict of lists, or a bare scalar for a single row. Rows
 * correspond by position only. Thread-safe.
 */
final class PredictionParser {
  /** No score: the model said null, NaN or infinity. */
  static final double NONE = Double.NaN;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          // MLflow writes NaN, Infinity and -Infinity as bare words.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Members of which the first counts that a prediction has, in this order, where it has several.
   */
  private static final List<String> MEMBERS =
      names(
          "score fraud_score probability fraud_probability proba is_fraud fraud prediction"
              + " predictions");

  private static final List<String> FRAUD_NAMES = names("fraud fraudulent is_fraud 1 true yes");
  private static final List<String> LEGITIMATE_NAMES =
      names("legit legitimate genuine normal not_fraud no_fraud non_fraud 0 false no");

  private PredictionParser() {}

  private static List<String> names(String separatedByBlanks) {
    return List.of(separatedByBlanks.split(" "));
  }

  /**
   * The score of each row, in order; {@link #NONE} where the model gave none.
   *
   * @param body of an answer with status 200
   * @param rows how many were asked for; MLflow does not compare
   * @throws UnreadableException where the body is no such answer, or has another number of rows
   */
  static double[] parse(byte[] body, int rows) throws UnreadableException {
    JsonNode predictions = read(body).get("predictions");
    if (predictions == null) {
      throw new UnreadableException("the answer has no member predictions");
    }
    if (predictions.isObject()) {
      JsonNode chosen = member(predictions);
      predictions = chosen.isArray() ? chosen : predictions;
    }
    if (!predictions.isArray()) {
      return rows == 1 ? new double[] {score(predictions)} : wrongCount("one value", rows);
    }
    if (predictions.size() != rows) {
      return wrongCount(Integer.toString(predictions.size()), rows);
    }
    double[] scores = new double[rows];
    for (int i = 0; i < rows; i++) {
      scores[i] = score(predictions.get(i));
    }
    return scores;
  }

  private static JsonNode read(byte[] body) throws UnreadableException {
    try {
      JsonNode answer = JSON.readTree(body);
      if (answer != null && answer.isObject()) {
        return answer;
      }
    } catch (IOException e) {
      // Its message repeats the body; said below, as for JSON of another kind.
    }
    throw new UnreadableException("the answer is not a JSON object");
  }

  private static double[] wrongCount(String count, int rows) throws UnreadableException {
    throw new UnreadableException("the answer has " + count + " for " + rows + " rows");
  }

  private static double score(JsonNode prediction) throws UnreadableException {
    if (prediction.isNumber()) {
      double score = prediction.doubleValue();
      return Double.isFinite(score) ? score : NONE;
    }
    if (prediction.isNull()) {
      return NONE;
    }
    if (prediction.isBoolean()) {
      return prediction.booleanValue() ? 1 : 0;
    }
    if (prediction.isTextual()) {
      return scoreOfClass(prediction.textValue());
    }
    if (prediction.isArray() && (prediction.size() == 1 || prediction.size() == 2)) {
      // The probabilities of both classes, legitimate first.
      return score(prediction.get(prediction.size() - 1));
    }
    if (prediction.isObject()) {
      return score(member(prediction));
    }
    throw new UnreadableException(
        "a prediction is an array of " + prediction.size() + ": only pairs are understood");
  }

  private static double scoreOfClass(String name) throws UnreadableException {
    String plain = name.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    if (FRAUD_NAMES.contains(plain)) {
      return 1;
    }
    if (LEGITIMATE_NAMES.contains(plain)) {
      return 0;
    }
    throw new UnreadableException(
        "a prediction names a class that is neither fraud nor legitimate");
  }

  private static JsonNode member(JsonNode object) throws UnreadableException {
    if (object.size() == 1) {
      return object.elements().next();
    }
    for (String name : MEMBERS) {
      if (object.has(name)) {
        return object.get(name);
      }
    }
    throw new UnreadableException(
        "a prediction has several members, and none is called one of " + MEMBERS);
  }

  /** The answer holds no scores. The message repeats nothing of it. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message, null, false, false);
    }
  }
}
