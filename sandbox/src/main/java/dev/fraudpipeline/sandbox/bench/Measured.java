package dev.fraudpipeline.sandbox.bench;

import java.util.List;

/**
 * What a process needs of memory.
 *
 * @param heapBytes what is alive after a full collection
 * @param residentBytes of real memory, the JVM's own needs included
 * @param looks of how many looks these are the medians
 */
public record Measured(long heapBytes, long residentBytes, int looks) {
  private static final double MEBIBYTE = 1 << 20;

  /** At one moment. */
  Measured(long heapBytes, long residentBytes) {
    this(heapBytes, residentBytes, 1);
  }

  /**
   * The median of each, whatever look it is of.
   *
   * @throws IllegalArgumentException where there was no look
   */
  static Measured median(List<Measured> looks) {
    double[] heaps = looks.stream().mapToDouble(Measured::heapBytes).toArray();
    double[] residents = looks.stream().mapToDouble(Measured::residentBytes).toArray();
    return new Measured(
        (long) Percentiles.at(0.5, heaps), (long) Percentiles.at(0.5, residents), looks.size());
  }

  double heapMebibytes() {
    return mebibytes(heapBytes);
  }

  double residentMebibytes() {
    return mebibytes(residentBytes);
  }

  static double mebibytes(long bytes) {
    return bytes / MEBIBYTE;
  }
}
