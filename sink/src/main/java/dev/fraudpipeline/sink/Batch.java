package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.rejected.RejectedCode;
import dev.fraudpipeline.common.rejected.Rejection;
import dev.fraudpipeline.common.schema.BadRow;
import dev.fraudpipeline.common.schema.Column;
import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.schema.PaymentReader;
import dev.fraudpipeline.common.schema.Row;
import dev.fraudpipeline.sink.copy.Refused;
import dev.fraudpipeline.sink.copy.ScoredPayment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that are stored together. Payments and bad records do not change once it is made, and may
 * be read by another thread; the positions belong to the consumer's thread.
 */
final class Batch {
  private static final Rejection NOT_A_PREDICTION =
      new Rejection(
          RejectedCode.MISSING_COLUMN,
          Column.IS_FRAUD.columnName() + " is missing or null: not a prediction");

  private final List<ScoredPayment> payments;

  /** Those that the payments were read from. */
  private final List<ConsumerRecord<byte[], byte[]>> sources;

  private final Identities identities;
  private final List<BadRecord> bad;
  private final Map<TopicPartition, OffsetAndMetadata> positions;

  private Batch(
      List<ScoredPayment> payments,
      List<ConsumerRecord<byte[], byte[]>> sources,
      Identities identities,
      List<BadRecord> bad,
      Map<TopicPartition, OffsetAndMetadata> positions) {
    this.payments = payments;
    this.sources = sources;
    this.identities = identities;
    this.bad = bad;
    this.positions = positions;
  }

  /**
   * Reads the records.
   *
   * @param positions what is to be committed once all of them are stored
   */
  static Batch of(
      Collection<ConsumerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> positions,
      PaymentReader reader) {
    List<ScoredPayment> payments = new ArrayList<>(records.size());
    List<ConsumerRecord<byte[], byte[]>> sources = new ArrayList<>(records.size());
    Identities identities = new Identities(records.size());
    List<BadRecord> bad = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Row row = reader.readOne(record.value());
      if (row instanceof BadRow badRow) {
        bad.add(new BadRecord(record, badRow.rejection()));
      } else if (row instanceof Payment payment && !payment.isNull(Column.IS_FRAUD)) {
        payments.add(ScoredPayment.of(payment, record.headers()));
        sources.add(record);
        identities.add(payment);
      } else {
        bad.add(new BadRecord(record, NOT_A_PREDICTION));
      }
    }
    return new Batch(payments, sources, identities, bad, new HashMap<>(positions));
  }

  /** Why a payment is none that can be stored. */
  static Optional<Rejection> objection(Payment payment) {
    return payment.isNull(Column.IS_FRAUD) ? Optional.of(NOT_A_PREDICTION) : Optional.empty();
  }

  List<ScoredPayment> payments() {
    return payments;
  }

  Identities identities() {
    return identities;
  }

  /** The record of a payment that the table does not take. */
  BadRecord refused(Refused refused) {
    return new BadRecord(
        sources.get(refused.row()),
        new Rejection(
            RejectedCode.BAD_VALUE, "the table does not take it: " + refused.failure().phrase()));
  }

  /** Those that are no payments. */
  List<BadRecord> bad() {
    return bad;
  }

  /** What is to be committed once all is stored, but for partitions that were given up. */
  Map<TopicPartition, OffsetAndMetadata> positions() {
    return positions;
  }

  /** These partitions are others' now: nothing of them may be committed. */
  void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
  }
}
