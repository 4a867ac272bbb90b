package dev.fraudpipeline.sandbox.model;

/** A request that ends with an error body instead of a prediction. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String errorCode;

  private Refusal(int status, String errorCode, String message, Throwable cause) {
    super(message, cause, false, false);
    this.status = status;
    this.errorCode = errorCode;
  }

  public Refusal(int status, String errorCode, String message) {
    this(status, errorCode, message, null);
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "BAD_REQUEST", message);
  }

  /** With a {@code stack_trace} in the body, which ends with the cause. */
  static Refusal traced(String message, Throwable cause) {
    return new Refusal(400, "BAD_REQUEST", message, cause);
  }

  static Refusal invalidParameter(String message) {
    return new Refusal(400, "INVALID_PARAMETER_VALUE", message);
  }

  int status() {
    return status;
  }

  String errorCode() {
    return errorCode;
  }
}
