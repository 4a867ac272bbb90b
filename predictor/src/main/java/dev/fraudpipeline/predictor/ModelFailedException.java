package dev.fraudpipeline.predictor;

/**
 * The model gave no scores for a request; it is to be asked again later. The message is for people
 * and repeats nothing of request or answer.
 */
final class ModelFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ModelFailedException(String message) {
    super(message, null, false, false);
  }
}
