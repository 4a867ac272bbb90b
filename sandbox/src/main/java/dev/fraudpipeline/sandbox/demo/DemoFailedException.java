package dev.fraudpipeline.sandbox.demo;

/** The demo cannot go on; the message is for the user and says why. */
final class DemoFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoFailedException(String message) {
    super(message);
  }
}
