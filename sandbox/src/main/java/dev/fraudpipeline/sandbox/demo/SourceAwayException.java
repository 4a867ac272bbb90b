package dev.fraudpipeline.sandbox.demo;

/** Something that the demo looks at does not answer now; the message names it. */
final class SourceAwayException extends Exception {
  private static final long serialVersionUID = 1L;

  SourceAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
