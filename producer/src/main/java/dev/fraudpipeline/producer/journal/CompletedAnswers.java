package dev.fraudpipeline.producer.journal;

import java.util.List;
import java.util.TreeSet;

/**
 * The answers that are done: all below a number, and some beyond it. Answers are done nearly in
 * their order, so the latter stay few. Not thread-safe.
 */
final class CompletedAnswers {
  private final TreeSet<Long> beyond = new TreeSet<>();
  private long below;

  /** All below this one are done. */
  long below() {
    return below;
  }

  /** Those that are done though one before them is not, in order. */
  List<Long> beyond() {
    return List.copyOf(beyond);
  }

  /** How many below this one are not done. */
  long missingBelow(long number) {
    return number <= below ? 0 : number - below - beyond.headSet(number).size();
  }

  boolean contains(long number) {
    return number < below || beyond.contains(number);
  }

  void add(long number) {
    addAll(number, number + 1);
  }

  /** All from one number until below another are done, or were never there. */
  void addAll(long from, long to) {
    if (from > below) {
      for (long number = from; number < to; number++) {
        beyond.add(number);
      }
    } else if (to > below) {
      below = to;
      beyond.headSet(to).clear();
      while (beyond.remove(below)) {
        below++;
      }
    }
  }
}
