package dev.fraudpipeline.sandbox.model;

/** Something that scores payments. Called by many threads at a time. */
@FunctionalInterface
public interface ScoringModel {

  /**
   * Predicts.
   *
   * @return what the server writes as {@code predictions}: an {@code int[]} or {@code double[]}, or
   *     anything made of lists, maps with text keys, numbers, booleans, text and null
   * @throws ScoringRefusedException to answer as MLflow's own exceptions do
   * @throws RuntimeException to answer as a model does that raises: status 400, as MLflow says it
   */
  Object predict(TypedFrame frame);
}
