package dev.fraudpipeline.sandbox.model;

/** A request that ends with an error body instead of a prediction. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final String BAD_REQUEST = "BAD_REQUEST";
  static final String INVALID_PARAMETER_VALUE = "INVALID_PARAMETER_VALUE";

  private final int status;
  private final String errorCode;
  private final boolean traced;

  private Refusal(int status, String errorCode, String message, boolean traced, Throwable cause) {
    super(message, cause, false, false);
    this.status = status;
    this.errorCode = errorCode;
    this.traced = traced;
  }

  public Refusal(int status, String errorCode, String message) {
    this(status, errorCode, message, false, null);
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, BAD_REQUEST, message);
  }

  /** With a {@code stack_trace} in the body, which ends with the cause. */
  static Refusal traced(String message, Throwable cause) {
    return new Refusal(400, BAD_REQUEST, message, true, cause);
  }

  static Refusal invalidParameter(String message) {
    return new Refusal(400, INVALID_PARAMETER_VALUE, message);
  }

  int status() {
    return status;
  }

  String errorCode() {
    return errorCode;
  }

  boolean isTraced() {
    return traced;
  }
}
