package dev.fraudpipeline.sink.consume;

import dev.fraudpipeline.common.log.PeriodicSummary;
import dev.fraudpipeline.sink.batch.InvalidRecord;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;

/** Says what was done: a line now and then, and none where nothing was. Not thread-safe. */
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
   * @param bad what was rejected of it, in the end
   */
  void stored(PaymentBatch batch, List<InvalidRecord> bad) {
    payments += batch.records() - bad.size();
    rejected += bad.size();
    if (!bad.isEmpty()) {
      lastRejected = bad.get(bad.size() - 1);
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
    if (rejected > 0) {
      log.warn(
          "stored {} payments and rejected {} records in {} s ({} a second); the last rejected is"
              + " {}: {}: {}",
          payments,
          rejected,
          String.format(Locale.ROOT, "%.1f", seconds),
          Math.round((payments + rejected) / seconds),
          lastRejected.id(),
          lastRejected.rejection().code().headerText(),
          lastRejected.rejection().reason());
    } else if (payments > 0) {
      log.info(
          "stored {} payments in {} s ({} a second)",
          payments,
          String.format(Locale.ROOT, "%.1f", seconds),
          Math.round(payments / seconds));
    }
    payments = 0;
    rejected = 0;
    lastRejected = null;
  }
}
