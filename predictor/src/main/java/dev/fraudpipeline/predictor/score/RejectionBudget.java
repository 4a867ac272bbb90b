package dev.fraudpipeline.predictor.score;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what is held against single payments: so many in a row, with none accepted in between, are
 * the fault of the model, as when a format has moved on. Thread-safe.
 */
public final class RejectionBudget {
  static final int MOST = 20;

  private static final Logger log = LoggerFactory.getLogger(RejectionBudget.class);

  private int inRow;
  private boolean told;

  /** Tells whether one more payment may be rejected; if so, it counts. */
  synchronized boolean tryReject() {
    if (inRow == MOST) {
      return false;
    }
    inRow++;
    if (inRow == MOST && !told) {
      told = true;
      log.error(
          "the model refused {} payments in a row, and accepts an older one: nothing more is"
              + " rejected, the backlog is kept. See whether the payments or the model's columns"
              + " have changed",
          MOST);
    }
    return true;
  }

  synchronized boolean isExhausted() {
    return inRow == MOST;
  }

  /** The model accepted a payment that it had not seen. */
  synchronized void accepted() {
    inRow = 0;
    if (told) {
      told = false;
      log.info("the model accepts payments again");
    }
  }
}
