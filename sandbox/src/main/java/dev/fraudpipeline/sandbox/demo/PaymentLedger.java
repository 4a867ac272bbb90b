package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.sandbox.demo.StoredPayments.StoredRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The account of a run: whether everything that was served is either a row or rejected, exactly
 * once, and whether every predicted fraud raised its alarm. Payments are compared by identity, not
 * counted; one that was served twice counts once.
 *
 * @param served distinct payments
 * @param servedAgain repetitions of payments that were served before
 * @param rejected distinct rejected things
 * @param garbage those of them that are whole answers without a payment, by a fault
 * @param missing served, but neither a row nor covered by a rejected thing
 * @param duplicates identities that are in topic_2 more than once
 * @param unexpected rows that were never served
 * @param alarms distinct payments that raised an alarm
 * @param silentFrauds predicted frauds without an alarm
 * @param overRejected rejected things beyond what did not become a row
 */
record PaymentLedger(
    long served,
    long servedAgain,
    long rows,
    long rejected,
    long garbage,
    long missing,
    long overRejected,
    long duplicates,
    long unexpected,
    long alarms,
    long silentFrauds,
    long backlog1,
    long backlog2,
    Quality quality) {

  /**
   * The model's predictions in the table against the simulator's labels.
   *
   * @param hits frauds that were predicted
   * @param falseAlarms predicted frauds that are none
   * @param overlooked frauds that were not predicted
   */
  record Quality(long hits, long falseAlarms, long overlooked) {
    /** The share of right ones among predicted frauds; NaN where none was predicted. */
    double precision() {
      return (double) hits / (hits + falseAlarms);
    }

    /** The share of frauds that were predicted; NaN where there was none. */
    double recall() {
      return (double) hits / (hits + overlooked);
    }
  }

  static PaymentLedger of(LedgerEvidence evidence) {
    Map<PaymentId, Boolean> labels = new HashMap<>();
    evidence.served().forEach(payment -> labels.put(payment.id(), payment.fraud()));
    Map<PaymentId, StoredRow> rows = evidence.rows();
    long withoutRow = labels.keySet().stream().filter(id -> !rows.containsKey(id)).count();
    long rejected = evidence.rejectedIds().size();
    // What a fault made of an answer was never a payment: it must be rejected, and be nothing else.
    long garbage = Math.min(Math.max(0, rejected - withoutRow), evidence.unreadableAnswers());

    Set<AlarmedPayment> silentFrauds = new HashSet<>(evidence.predictedFrauds());
    rows.values().stream()
        .filter(StoredRow::fraud)
        .map(StoredRow::payment)
        .forEach(silentFrauds::add);
    silentFrauds.removeAll(evidence.alarms().keySet());

    return new PaymentLedger(
        labels.size(),
        evidence.served().size() - labels.size(),
        rows.size(),
        rejected,
        garbage,
        Math.max(0, withoutRow - rejected),
        Math.max(0, rejected - garbage - withoutRow),
        evidence.repeated().size(),
        rows.keySet().stream().filter(id -> !labels.containsKey(id)).count(),
        evidence.alarms().size(),
        silentFrauds.size(),
        evidence.backlog1(),
        evidence.backlog2(),
        quality(labels, rows));
  }

  private static Quality quality(Map<PaymentId, Boolean> labels, Map<PaymentId, StoredRow> rows) {
    long hits = 0;
    long falseAlarms = 0;
    long overlooked = 0;
    for (Map.Entry<PaymentId, StoredRow> row : rows.entrySet()) {
      Boolean fraud = labels.get(row.getKey());
      boolean predicted = row.getValue().fraud();
      if (fraud == null) {
        continue;
      }
      if (fraud && predicted) {
        hits++;
      } else if (predicted) {
        falseAlarms++;
      } else if (fraud) {
        overlooked++;
      }
    }
    return new Quality(hits, falseAlarms, overlooked);
  }

  /**
   * True where served = rows + rejected, by identity and without garbage, nothing is double and no
   * fraud was kept silent.
   */
  boolean isBalanced() {
    return missing == 0
        && overRejected == 0
        && unexpected == 0
        && duplicates == 0
        && silentFrauds == 0
        && served == rows + rejected - garbage;
  }
}
