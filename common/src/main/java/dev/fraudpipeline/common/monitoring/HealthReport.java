package dev.fraudpipeline.common.monitoring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The answer of {@code /health/live} or {@code /health/ready}.
 *
 * @param good 200, else 503
 * @param json UTF-8, one line
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record HealthReport(boolean good, byte[] json) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * {@code {"status":"not ready","dependencies":[{"name":"model","up":false,
   * "since":"2026-11-23T10:15:30Z","reason":"connection refused"}]}}; {@code ready}, and without
   * reasons, where nothing is missing.
   */
  static HealthReport ready(Map<String, Health.State> dependencies) throws IOException {
    boolean ready = dependencies.values().stream().allMatch(Health.State::up);
    return write(
        ready,
        ready ? "ready" : "not ready",
        json -> {
          json.writeArrayFieldStart("dependencies");
          for (Map.Entry<String, Health.State> entry : dependencies.entrySet()) {
            Health.State state = entry.getValue();
            json.writeStartObject();
            json.writeStringField("name", entry.getKey());
            json.writeBooleanField("up", state.up());
            json.writeStringField(
                "since", state.since().truncatedTo(ChronoUnit.SECONDS).toString());
            if (state.missing().isPresent()) {
              json.writeStringField("reason", state.missing().get());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /**
   * {@code {"status":"live"}}, or {@code {"status":"dead","loops":[{"name":"predictor-committer",
   * "reason":"its thread has ended"}]}}.
   */
  static HealthReport live(Map<String, String> dead) throws IOException {
    return write(
        dead.isEmpty(),
        dead.isEmpty() ? "live" : "dead",
        json -> {
          if (!dead.isEmpty()) {
            json.writeArrayFieldStart("loops");
            for (Map.Entry<String, String> entry : dead.entrySet()) {
              json.writeStartObject();
              json.writeStringField("name", entry.getKey());
              json.writeStringField("reason", entry.getValue());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
        });
  }

  private static HealthReport write(boolean good, String status, Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("status", status);
      body.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return new HealthReport(good, bytes.toByteArray());
  }

  /** Writes the members behind the status. */
  @FunctionalInterface
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }
}
