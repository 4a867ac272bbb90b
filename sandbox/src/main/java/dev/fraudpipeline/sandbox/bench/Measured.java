package dev.fraudpipeline.sandbox.bench;

/**
 * What a process needs of memory at one moment.
 *
 * @param heapBytes what is alive after a full collection
 * @param residentBytes of real memory, the JVM's own needs included
 */
public record Measured(long heapBytes, long residentBytes) {
  private static final double MEBIBYTE = 1 << 20;

  double heapMebibytes() {
    return heapBytes / MEBIBYTE;
  }

  double residentMebibytes() {
    return residentBytes / MEBIBYTE;
  }
}
