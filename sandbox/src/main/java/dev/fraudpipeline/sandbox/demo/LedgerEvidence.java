package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.sandbox.demo.StoredPayments.StoredRow;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Evidence from each station of the pipeline, read at its source, for the {@link PaymentLedger} to
 * compare.
 *
 * @param served what the API's own log says that it answered, repetitions included
 * @param rows the table
 * @param rejectedIds the distinct {@code rejected_id}s in the topics for rejected records, but for
 *     those that were replayed
 * @param unreadableAnswers how many of these are whole answers of the API that the producer could
 *     not read: garbage, by a fault, which the API does not count as served
 * @param repeated identities that are more than once in what readers of topic_2 see
 * @param predictedFrauds what topic_2 calls fraud
 * @param fetched when each payment of topic_2 was fetched, in milliseconds since 1970
 * @param alarms payments with an alarm line, and how many milliseconds after the fetch it came
 * @param backlog1 records in topic_1 that the predictor has not committed
 * @param backlog2 records in topic_2 that the sink has not committed
 */
record LedgerEvidence(
    List<LabelledPayment> served,
    Map<PaymentId, StoredRow> rows,
    Set<String> rejectedIds,
    long unreadableAnswers,
    Set<PaymentId> repeated,
    Set<AlarmedPayment> predictedFrauds,
    Map<PaymentId, Long> fetched,
    Map<AlarmedPayment, Long> alarms,
    long backlog1,
    long backlog2) {

  /** From the fetch of a payment to its alarm. */
  LatencySummary fetchToAlarm() {
    return LatencySummary.of(alarms.values());
  }

  /** From the fetch of a payment to the commit of its row. */
  LatencySummary fetchToRow() {
    return LatencySummary.of(
        rows.entrySet().stream()
            .filter(row -> fetched.containsKey(row.getKey()))
            // PostgreSQL's microseconds and the daemon's milliseconds are rounded each in its way.
            .map(row -> Math.max(0, row.getValue().committedMillis() - fetched.get(row.getKey())))
            .toList());
  }
}
