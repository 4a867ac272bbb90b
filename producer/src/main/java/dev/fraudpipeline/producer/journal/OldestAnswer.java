package dev.fraudpipeline.producer.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * When answers were fetched, for the age of the oldest that is not done. It remembers every answer
 * of a short backlog and a few hundred, evenly spread, of a long one, so that a backlog of millions
 * costs no memory; the age is then right within a hundredth or two of the backlog's span. Not
 * thread-safe.
 */
final class OldestAnswer {
  private static final int MOST = 512;

  /** By number, each at least {@code stride} behind the one before. */
  private final Deque<Sample> samples = new ArrayDeque<>();

  private long stride = 1;

  /** One more answer, newer than all before. */
  void add(long number, long fetchedAtMillis) {
    if (!samples.isEmpty() && number - samples.peekLast().number() < stride) {
      return;
    }
    if (samples.size() == MOST) {
      thinOut();
      stride *= 2;
    }
    samples.addLast(new Sample(number, fetchedAtMillis));
  }

  private void thinOut() {
    for (int i = 0; i < MOST; i++) {
      Sample sample = samples.removeFirst();
      if (i % 2 == 0) {
        samples.addLast(sample);
      }
    }
  }

  /** Answers below this number are done. */
  void done(long below) {
    Sample last = null;
    while (!samples.isEmpty() && samples.peekFirst().number() <= below) {
      last = samples.removeFirst();
    }
    if (last != null) {
      // It stands for those behind it that were left out.
      samples.addFirst(last);
    }
    if (samples.size() < MOST / 4 && stride > 1) {
      stride /= 2;
    }
  }

  /**
   * When the oldest answer was fetched, since 1970.
   *
   * @return empty where none was ever added
   */
  OptionalLong oldest() {
    return samples.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(samples.peekFirst().fetchedAtMillis());
  }

  private record Sample(long number, long fetchedAtMillis) {}
}
