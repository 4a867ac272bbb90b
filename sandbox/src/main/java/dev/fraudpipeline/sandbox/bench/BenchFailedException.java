package dev.fraudpipeline.sandbox.bench;

/** Something could not be measured; the message says why. The other benchmarks go on. */
public final class BenchFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  BenchFailedException(String message) {
    super(message);
  }

  BenchFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
