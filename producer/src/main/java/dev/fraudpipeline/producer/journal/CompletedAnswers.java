package dev.fraudpipeline.producer.journal;

import java.util.List;
import java.util.TreeSet;

/**
 * Which answers are done: all below a number, and some beyond it. Answers are done nearly in their
 * order, so the latter stay few. Not thread-safe.
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
    if (number >= below) {
      beyond.add(number);
      advance();
    }
  }

  /** All below {@code number} are done or were never there. */
  void addAllBelow(long number) {
    if (number > below) {
      below = number;
      beyond.headSet(number).clear();
      advance();
    }
  }

  private void advance() {
    while (!beyond.isEmpty() && beyond.first() == below) {
      beyond.pollFirst();
      below++;
    }
  }
}
