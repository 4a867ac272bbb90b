package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.log.PeriodicSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what became of rows, and says so now and then. Not thread-safe. */
public final class DeliverySummary {
  private static final Logger log = LoggerFactory.getLogger(DeliverySummary.class);

  private final PeriodicSummary summary = new PeriodicSummary();
  private long payments;
  private long rejects;
  private long repeats;

  public void sent() {
    payments++;
  }

  public void rejected() {
    rejects++;
  }

  public void repeated() {
    repeats++;
  }

  /** Writes a line where one is due and there is something to tell. To be called often. */
  public void tell() {
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
