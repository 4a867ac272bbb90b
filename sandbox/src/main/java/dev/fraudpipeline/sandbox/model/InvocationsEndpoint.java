package dev.fraudpipeline.sandbox.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fraudpipeline.sandbox.http.ServerRequest;
import dev.fraudpipeline.sandbox.http.ServerResponse;
import dev.fraudpipeline.sandbox.http.UvicornResponses;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Endpoint {@code POST /invocations}: reads, converts, predicts and answers. Thread-safe. */
final class InvocationsEndpoint {
  /** As Python's: NaN and infinities are bare words, which are not JSON; the rest is ASCII. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private static final Pattern CONTENT_TYPE =
      Pattern.compile(UvicornResponses.JSON + "(; ?charset=(?i:utf-8))?");

  private static final String MODEL_RAISED =
      "Encountered an unexpected error while evaluating the model. Verify that the serialized"
          + " input Dataframe is compatible with the model for inference.";

  private final ScoringModel model;
  private final BiConsumer<TypedFrame, Object> predicted;

  /**
   * @param predicted told of each prediction before it is sent
   */
  InvocationsEndpoint(ScoringModel model, BiConsumer<TypedFrame, Object> predicted) {
    this.model = model;
    this.predicted = predicted;
  }

  ServerResponse answer(ServerRequest request) {
    if (!CONTENT_TYPE.matcher(request.header("content-type").orElse("")).matches()) {
      return UvicornResponses.text(
          415,
          "This predictor only supports the following content types: "
              + UvicornResponses.JSON
              + ".");
    }
    try {
      return predicted(SplitDocument.parse(JSON, request.body()));
    } catch (ScoringRefusedException refusal) {
      return refused(refusal);
    } catch (JsonProcessingException e) {
      return UvicornResponses
          .internalServerError(); // what cannot be written, as where nobody catches it
    }
  }

  private ServerResponse predicted(TypedFrame frame) throws JsonProcessingException {
    Object predictions = predict(frame);
    byte[] body = JSON.writeValueAsBytes(Collections.singletonMap("predictions", predictions));
    predicted.accept(frame, predictions);
    return UvicornResponses.answer(200, UvicornResponses.JSON, body);
  }

  private Object predict(TypedFrame frame) {
    try {
      return model.predict(frame);
    } catch (ScoringRefusedException refusal) {
      throw refusal;
    } catch (RuntimeException e) {
      throw ScoringRefusedException.traced(MODEL_RAISED, e);
    }
  }

  private static ServerResponse refused(ScoringRefusedException refusal) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("error_code", refusal.errorCode());
    error.put("message", refusal.getMessage());
    if (refusal.getCause() != null) {
      error.put("stack_trace", trace(refusal.getCause()));
    }
    try {
      return UvicornResponses.answer(
          refusal.status(), UvicornResponses.JSON, JSON.writeValueAsBytes(error));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("two texts are always JSON", e);
    }
  }

  /** Shows paths of the server, as the real one does. */
  private static String trace(Throwable cause) {
    return "Traceback (most recent call last):\n"
        + "  File \"/opt/serving/mlflow/pyfunc/scoring_server/__init__.py\", in invocations\n"
        + "  File \"/opt/serving/model/predict.py\", in predict\n"
        + "ValueError: "
        + cause.getMessage()
        + "\n";
  }
}
