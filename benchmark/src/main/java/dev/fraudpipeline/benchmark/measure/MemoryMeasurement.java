package dev.fraudpipeline.benchmark.measure;

import dev.fraudpipeline.sandbox.process.MemoryProbe;
import java.io.IOException;
import java.util.List;

/**
 * Memory that a process needs.
 *
 * @param heapBytes what is alive after a full collection
 * @param residentBytes of real memory, the JVM's own needs included
 * @param looks of how many looks these are the medians
 */
public record MemoryMeasurement(long heapBytes, long residentBytes, int looks) {
  private static final double MEBIBYTE = 1 << 20;

  /**
   * Looks at a process once.
   *
   * @throws BenchmarkFailedException where it has ended, or this is no JDK
   */
  public static MemoryMeasurement of(long pid)
      throws BenchmarkFailedException, InterruptedException {
    // Before the collection, which would touch all of the heap.
    long resident = residentBytes(pid);
    try {
      return new MemoryMeasurement(MemoryProbe.heapBytes(pid), resident, 1);
    } catch (IOException e) {
      throw new BenchmarkFailedException(e.getMessage(), e);
    }
  }

  /**
   * Reads only the real memory of a process, which disturbs it less than a whole look.
   *
   * @throws BenchmarkFailedException where it has ended
   */
  public static long residentBytes(long pid) throws BenchmarkFailedException, InterruptedException {
    try {
      return MemoryProbe.residentBytes(pid);
    } catch (IOException e) {
      throw new BenchmarkFailedException(e.getMessage(), e);
    }
  }

  /**
   * The median of each, whatever look it is of.
   *
   * @throws IllegalArgumentException where there was no look
   */
  public static MemoryMeasurement median(List<MemoryMeasurement> looks) {
    double[] heaps = looks.stream().mapToDouble(MemoryMeasurement::heapBytes).toArray();
    double[] residents = looks.stream().mapToDouble(MemoryMeasurement::residentBytes).toArray();
    return new MemoryMeasurement(
        (long) NearestRank.at(0.5, heaps), (long) NearestRank.at(0.5, residents), looks.size());
  }

  public double heapMebibytes() {
    return mebibytes(heapBytes);
  }

  public double residentMebibytes() {
    return mebibytes(residentBytes);
  }

  public static double mebibytes(long bytes) {
    return bytes / MEBIBYTE;
  }
}
