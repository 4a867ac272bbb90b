package dev.fraudpipeline.sink.consume;

import dev.fraudpipeline.common.log.PeriodicSummary;
import dev.fraudpipeline.sink.batch.InvalidRecord;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;

/**
 * Says how many were stored and rejected: a line now and then, and none where nothing was. Not
 * thread-safe.
 */
final class StorageSummary {
  private final Logger log;
  private final PeriodicSummary summary = new PeriodicSummary();
  private long since = System.nanoTime();
  private long payments;
  private long rejected;
  private InvalidRecord lastRejected;

  StorageSummary(Logger log) {
    this.log = log;
  }

  /**
   * A batch is safe.
   *
   * @param stored how many payments of it
   * @param invalid those of it that were rejected
   */
  void stored(int stored, List<InvalidRecord> invalid) {
    payments += stored;
    rejected += invalid.size();
    if (!invalid.isEmpty()) {
      lastRejected = invalid.get(invalid.size() - 1);
    }
  }

  /** To be called often: speaks where a line is due. */
  void tell() {
    if (summary.isDue()) {
      tellNow();
    }
  }

  /** Says what has not been said yet, where there is anything. */
  void tellNow() {
    long now = System.nanoTime();
    double seconds = Math.max(0.001, (now - since) / 1e9);
    since = now;
    String took = String.format(Locale.ROOT, "%.1f", seconds);
    long rate = Math.round((payments + rejected) / seconds);
    if (rejected > 0) {
      log.warn(
          "stored {} payments and rejected {} records in {} s ({} a second); the last rejected is"
              + " {}: {}: {}",
          payments,
          rejected,
          took,
          rate,
          lastRejected.id(),
          lastRejected.rejection().code().headerText(),
          lastRejected.rejection().reason());
    } else if (payments > 0) {
      log.info("stored {} payments in {} s ({} a second)", payments, took, rate);
    }
    payments = 0;
    rejected = 0;
    lastRejected = null;
  }
}
