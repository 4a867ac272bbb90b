package dev.fraudpipeline.producer.journal;

import java.util.Iterator;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The time at which the oldest answer that is not done was fetched. It remembers every answer of a
 * short backlog and a few hundred, evenly spread, of a long one, so that a backlog of millions
 * costs no memory; the age is then right within a hundredth or two of the backlog's span. Not
 * thread-safe.
 */
final class OldestAnswer {
  private static final int MOST = 512;

  /** When answers were fetched, by number: each at least {@code stride} behind the one before. */
  private final TreeMap<Long, Long> fetchedAtMillis = new TreeMap<>();

  private long stride = 1;

  /** One more answer, newer than all before. */
  void add(long number, long millis) {
    if (!fetchedAtMillis.isEmpty() && number - fetchedAtMillis.lastKey() < stride) {
      return;
    }
    if (fetchedAtMillis.size() == MOST) {
      thinOut();
      stride *= 2;
    }
    fetchedAtMillis.put(number, millis);
  }

  /** Leaves out every other one, and never the oldest. */
  private void thinOut() {
    Iterator<Long> numbers = fetchedAtMillis.keySet().iterator();
    for (boolean keeps = true; numbers.hasNext(); keeps = !keeps) {
      numbers.next();
      if (!keeps) {
        numbers.remove();
      }
    }
  }

  /** Answers below this number are done. */
  void done(long below) {
    Long last = fetchedAtMillis.floorKey(below);
    if (last != null) {
      // It stands for those behind it that were left out.
      fetchedAtMillis.headMap(last).clear();
    }
    if (fetchedAtMillis.size() < MOST / 4 && stride > 1) {
      stride /= 2;
    }
  }

  /**
   * When the oldest answer was fetched, since 1970.
   *
   * @return empty where none was ever added
   */
  OptionalLong oldest() {
    return fetchedAtMillis.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(fetchedAtMillis.firstEntry().getValue());
  }
}
