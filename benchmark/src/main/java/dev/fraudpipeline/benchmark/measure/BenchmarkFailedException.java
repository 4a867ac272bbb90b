package dev.fraudpipeline.benchmark.measure;

/** Something could not be measured; the message says why. The other benchmarks go on. */
public final class BenchmarkFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  public BenchmarkFailedException(String message) {
    super(message);
  }

  public BenchmarkFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
