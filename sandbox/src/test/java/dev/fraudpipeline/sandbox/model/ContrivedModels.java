package dev.fraudpipeline.sandbox.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.locks.LockSupport;

/** Models that are there to be dealt with, not to be right. */
public final class ContrivedModels {
  private ContrivedModels() {}

  /**
   * Answers the same for each row: 0, a probability, NaN, a pair of them, a map of named ones, null
   * or text.
   */
  public static ScoringModel each(Object prediction) {
    return prediction instanceof Integer label
        ? frame -> labels(frame.size(), label)
        : frame -> Collections.nCopies(frame.size(), prediction);
  }

  /**
   * Answers the same, however many rows there are: a list of another length, a scalar, an object.
   */
  public static ScoringModel whole(Object predictions) {
    return frame -> predictions;
  }

  /** Raises, as a model does that cannot score. */
  public static ScoringModel raising(String message) {
    return frame -> {
      throw new IllegalStateException(message);
    };
  }

  /** Takes its time first, as a model on another machine would: without using the processor. */
  public static ScoringModel costing(Duration perRequest, Duration perRow, ScoringModel model) {
    return frame -> {
      long cost = perRequest.toNanos() + frame.size() * perRow.toNanos();
      long until = System.nanoTime() + cost;
      for (long left = cost; left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("the server is closing");
        }
      }
      return model.predict(frame);
    };
  }

  private static int[] labels(int size, int label) {
    int[] labels = new int[size];
    Arrays.fill(labels, label);
    return labels;
  }
}
