package dev.fraudpipeline.producer;

import dev.fraudpipeline.common.log.PeriodicSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what became of rows, and says so now and then. Not thread-safe. */
final class Tally {
  private static final Logger log = LoggerFactory.getLogger(Tally.class);

  private final PeriodicSummary summary = new PeriodicSummary();
  private long payments;
  private long rejects;
  private long repeats;

  void sent() {
    payments++;
  }

  void rejected() {
    rejects++;
  }

  void repeated() {
    repeats++;
  }

  /** Writes a line where one is due and there is something to tell. To be called often. */
  void tell() {
    if (payments + rejects + repeats > 0 && summary.isDue()) {
      log.info(
          "{} payments sent, {} rejected, {} repeated by the API and left out",
          payments,
          rejects,
          repeats);
      payments = 0;
      rejects = 0;
      repeats = 0;
    }
  }
}
