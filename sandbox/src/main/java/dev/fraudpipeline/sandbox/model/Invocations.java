package dev.fraudpipeline.sandbox.model;

import dev.fraudpipeline.sandbox.http.Request;
import dev.fraudpipeline.sandbox.http.Response;
import dev.fraudpipeline.sandbox.http.Uvicorn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What {@code POST /invocations} does: reads, converts, predicts and answers. Thread-safe. */
final class Invocations {
  private static final String MODEL_RAISED =
      "Encountered an unexpected error while evaluating the model. Verify that the serialized"
          + " input Dataframe is compatible with the model for inference.";
  private static final String OLD_FORMAT =
      " IMPORTANT: The MLflow Model scoring protocol has changed in MLflow version 2.0.";

  private final Model model;
  private final BiConsumer<Frame, Object> predicted;

  /**
   * @param predicted told of each prediction before it is sent
   */
  Invocations(Model model, BiConsumer<Frame, Object> predicted) {
    this.model = model;
    this.predicted = predicted;
  }

  Response answer(Request request) {
    Optional<String> contentType = request.header("content-type").filter(type -> !type.isEmpty());
    if (contentType.isEmpty()) {
      return Uvicorn.internalServerError();
    }
    Optional<String> unsupported = unsupported(contentType.get());
    if (unsupported.isPresent()) {
      return Uvicorn.text(415, unsupported.get());
    }
    try {
      boolean csv = contentType.get().startsWith("text/csv");
      Frame frame = csv ? csv(request.body()) : Enforcement.enforce(Payload.json(request.body()));
      Map<String, Object> reply = new LinkedHashMap<>();
      Object predictions = predict(frame);
      reply.put("predictions", predictions);
      byte[] body = Python.json(reply);
      predicted.accept(frame, predictions);
      return Uvicorn.answer(200, Uvicorn.JSON, body);
    } catch (Refusal refusal) {
      return refused(refusal);
    } catch (RuntimeException e) {
      return Uvicorn.internalServerError(); // where the real one has an exception nobody catches
    }
  }

  private Object predict(Frame frame) {
    try {
      return model.predict(frame);
    } catch (Refusal refusal) {
      throw refusal;
    } catch (RuntimeException e) {
      throw Refusal.traced(MODEL_RAISED, e);
    }
  }

  /** CSV is converted while it is parsed, and fails with a trace. */
  private static Frame csv(byte[] body) {
    Table table = Payload.csv(body);
    try {
      return Enforcement.enforce(table);
    } catch (Refusal refusal) {
      throw refusal.errorCode().equals(Refusal.BAD_REQUEST)
          ? Payload.unreadableCsv("ValueError: " + refusal.getMessage())
          : refusal;
    }
  }

  /** Why the content type is not served: case and blanks matter, as they do to the real one. */
  private static Optional<String> unsupported(String contentType) {
    String[] parts = contentType.split(";", -1);
    String charset = null;
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].strip().split("=", 2);
      if (!parameter[0].equals("charset") || parameter.length < 2) {
        return Optional.of(
            "Unrecognized content type parameters: " + parameter[0] + "." + OLD_FORMAT);
      }
      charset = parameter[1];
    }
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      return Optional.of("The scoring server only supports UTF-8");
    }
    return parts[0].equals("application/json") || parts[0].equals("text/csv")
        ? Optional.empty()
        : Optional.of(
            "This predictor only supports the following content types: Types: ['text/csv',"
                + " 'application/json']. Got '"
                + parts[0]
                + "'.");
  }

  private static Response refused(Refusal refusal) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("error_code", refusal.errorCode());
    error.put("message", refusal.getMessage());
    if (refusal.isTraced()) {
      error.put("stack_trace", trace(refusal.getCause()));
    }
    byte[] body = Python.json(error);
    return Uvicorn.answer(refusal.status(), Uvicorn.JSON, body);
  }

  /** Shows paths of the server, as the real one does. */
  private static String trace(Throwable cause) {
    String message = Optional.ofNullable(cause.getMessage()).orElse("");
    return "Traceback (most recent call last):\n"
        + "  File \"/opt/serving/mlflow/pyfunc/scoring_server/__init__.py\", in invocations\n"
        + "    raw_predictions = model.predict(data, params=params)\n"
        + "  File \"/opt/serving/model/predict.py\", in predict\n"
        + "ValueError: "
        + message
        + "\n";
  }
}
