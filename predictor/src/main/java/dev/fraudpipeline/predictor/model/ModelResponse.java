package dev.fraudpipeline.predictor.model;

import java.util.Optional;

/** The outcome of one request to the model. */
public sealed interface ModelResponse {

  /** Says why a request about one payment brought no score; empty where it did. */
  Optional<String> objection();

  /**
   * It answered.
   *
   * @param scores one a row, in order; NaN where it gave none
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Scores(double[] scores) implements ModelResponse {
    @Override
    public Optional<String> objection() {
      return Double.isNaN(scores[0]) ? Optional.of("an answer without a number") : Optional.empty();
    }
  }

  /**
   * The endpoint itself is not well, whatever it is asked: nobody listens, or it refuses us.
   *
   * @param reason for people; repeats nothing of request or answer
   */
  record Sick(String reason) implements ModelResponse {
    @Override
    public Optional<String> objection() {
      return Optional.of(reason);
    }
  }

  /**
   * It failed, for its own reasons or for those of a row.
   *
   * @param reason for people; repeats nothing of request or answer but names of columns
   * @param late whether the server went down, or may still be at work on it
   */
  record Failed(String reason, boolean late) implements ModelResponse {
    @Override
    public Optional<String> objection() {
      return Optional.of(reason);
    }
  }
}
