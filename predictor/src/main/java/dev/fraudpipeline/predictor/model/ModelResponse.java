package dev.fraudpipeline.predictor.model;

/** What became of one request to the model. */
public sealed interface ModelResponse {

  /**
   * It answered.
   *
   * @param scores one a row, in order; NaN where it gave none
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Scores(double[] scores) implements ModelResponse {}

  /**
   * The endpoint itself is not well, whatever it is asked: nobody listens, or it refuses us.
   *
   * @param reason for people; repeats nothing of request or answer
   */
  record Sick(String reason) implements ModelResponse {}

  /**
   * It failed, for its own reasons or for those of a row.
   *
   * @param reason for people; repeats nothing of request or answer but names of columns
   * @param late whether the server went down, or may still be at work on it
   */
  record Failed(String reason, boolean late) implements ModelResponse {}
}
