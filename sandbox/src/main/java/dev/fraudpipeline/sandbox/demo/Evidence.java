package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.payment.PaymentId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each station of the pipeline says, read at its source, for the {@link Ledger} to compare.
 *
 * @param served what the API's own log says that it answered, repetitions included
 * @param rows the table, with each row's prediction
 * @param rejectedIds the distinct {@code rejected_id}s in the topics for rejected records, but for
 *     those that were replayed
 * @param unreadableAnswers how many of these are whole answers of the API that the producer could
 *     not read: garbage, by a fault, which the API does not count as served
 * @param repeated identities that are more than once in what readers of topic_2 see
 * @param predictedFrauds what topic_2 calls fraud
 * @param alarmed payments with an alarm line
 * @param backlog1 records in topic_1 that the predictor has not committed
 * @param backlog2 records in topic_2 that the sink has not committed
 */
record Evidence(
    List<LabelledPayment> served,
    Map<PaymentId, Boolean> rows,
    Set<String> rejectedIds,
    long unreadableAnswers,
    Set<PaymentId> repeated,
    Set<PaymentId> predictedFrauds,
    Set<PaymentId> alarmed,
    long backlog1,
    long backlog2) {}
