package dev.fraudpipeline.sandbox.model;

/** A request that ends with an error body instead of a prediction. */
public final class ScoringRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String errorCode;

  private ScoringRefusedException(int status, String errorCode, String message, Throwable cause) {
    super(message, cause, false, false);
    this.status = status;
    this.errorCode = errorCode;
  }

  public ScoringRefusedException(int status, String errorCode, String message) {
    this(status, errorCode, message, null);
  }

  static ScoringRefusedException badRequest(String message) {
    return new ScoringRefusedException(400, "BAD_REQUEST", message);
  }

  /** With a {@code stack_trace} in the body, which ends with the cause. */
  static ScoringRefusedException traced(String message, Throwable cause) {
    return new ScoringRefusedException(400, "BAD_REQUEST", message, cause);
  }

  static ScoringRefusedException invalidParameter(String message) {
    return new ScoringRefusedException(400, "INVALID_PARAMETER_VALUE", message);
  }

  int status() {
    return status;
  }

  String errorCode() {
    return errorCode;
  }
}
