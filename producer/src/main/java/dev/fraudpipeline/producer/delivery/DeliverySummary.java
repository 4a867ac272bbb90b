package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.log.PeriodicSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what became of the rows of the answers that are done. Not thread-safe. */
final class DeliverySummary {
  private static final Logger log = LoggerFactory.getLogger(DeliverySummary.class);

  private final PeriodicSummary summary = new PeriodicSummary();
  private long sent;
  private long rejected;
  private long repeated;

  /** Kafka has all that came of an answer. */
  void delivered(AnswerProgress answer) {
    sent += answer.sent();
    rejected += answer.rejected();
    repeated += answer.repeated();
  }

  /** Writes a line where one is due and there is something to tell. To be called often. */
  void tell() {
    if (sent + rejected + repeated > 0 && summary.isDue()) {
      log.info(
          "{} payments sent, {} rejected, {} repeated by the API and left out",
          sent,
          rejected,
          repeated);
      sent = 0;
      rejected = 0;
      repeated = 0;
    }
  }
}
