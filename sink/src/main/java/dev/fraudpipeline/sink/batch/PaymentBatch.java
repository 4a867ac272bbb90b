package dev.fraudpipeline.sink.batch;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.common.payment.Rejection;
import dev.fraudpipeline.common.payment.RejectionCode;
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
 * Records that are stored together, read and encoded as they come: before a COPY begins, since what
 * cannot be encoded must not end one half-way. What memory it usually needs it has from the start,
 * and uses again for batch after batch: whether the heap is large enough shows at once.
 *
 * <p>Filled by the consumer's thread. From the moment at which it is handed over until it is stored
 * it is only read, by others too; but for its positions, which belong to the consumer's thread.
 */
public final class PaymentBatch {
  /** Keys and values of one batch, in bytes: for payments of unusual length in a small heap. */
  private static final long MOST_BYTES = 4 << 20;

  private static final Rejection NOT_A_PREDICTION =
      new Rejection(
          RejectionCode.MISSING_COLUMN,
          Column.IS_FRAUD.columnName() + " is missing or null: not a prediction");

  private static final long NONE = Long.MAX_VALUE;

  private final int mostRecords;
  private final CopyRows rows;

  /** Of the rows, in their order. */
  private final SourceRecords sources;

  private final PaymentHashes hashes;
  private final List<InvalidRecord> invalid = new ArrayList<>();
  private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();

  /** Of all that came into it. */
  private long bytes;

  private long oldest = NONE;

  /**
   * @param mostRecords how many make it full
   */
  public PaymentBatch(int mostRecords) {
    this.mostRecords = mostRecords;
    this.rows = new CopyRows(mostRecords);
    this.sources = new SourceRecords(mostRecords);
    this.hashes = new PaymentHashes(mostRecords);
  }

  /** Forgets all, to be filled anew. */
  void clear() {
    rows.clear();
    sources.clear();
    hashes.clear();
    invalid.clear();
    positions.clear();
    bytes = 0;
    oldest = NONE;
  }

  /**
   * Reads one more record.
   *
   * @param partition the record's
   */
  public void add(
      TopicPartition partition, ConsumerRecord<byte[], byte[]> record, PaymentParser parser) {
    oldest = Math.min(oldest, record.timestamp());
    ParsedRow row = parser.readOne(record.value());
    if (row instanceof InvalidRow badRow) {
      invalid.add(new InvalidRecord(record, badRow.rejection()));
    } else if (row instanceof Payment payment && !payment.isNull(Column.IS_FRAUD)) {
      rows.add(ScoredPayment.of(payment, record.headers()));
      sources.add(record);
      hashes.add(payment);
    } else {
      invalid.add(new InvalidRecord(record, NOT_A_PREDICTION));
    }
    bytes += size(record);
    positions.put(partition, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    return (long) Math.max(0, record.serializedKeySize())
        + Math.max(0, record.serializedValueSize());
  }

  /** Says why a payment is none that can be stored. */
  public static Optional<Rejection> objection(Payment payment) {
    return payment.isNull(Column.IS_FRAUD) ? Optional.of(NOT_A_PREDICTION) : Optional.empty();
  }

  boolean isFull() {
    return records() >= mostRecords || bytes >= MOST_BYTES;
  }

  /** The number of records that it holds, bad ones included. */
  public int records() {
    return rows.size() + invalid.size();
  }

  public CopyRows rows() {
    return rows;
  }

  /** False only where there is surely no payment that both hold. */
  public boolean sharesAnyWith(PaymentBatch other) {
    return hashes.sharesAnyWith(other.hashes);
  }

  /** The record of a payment that the table does not take. */
  public InvalidRecord refused(RefusedRow refused) {
    return new InvalidRecord(
        sources.record(refused.row()),
        new Rejection(
            RejectionCode.BAD_VALUE, "the table does not take it: " + refused.failure().phrase()));
  }

  /**
   * The time at which the oldest of its records was written, since 1970; meaningless where it has
   * none.
   */
  public long oldest() {
    return oldest;
  }

  /** Those that are no payments. */
  public List<InvalidRecord> invalid() {
    return invalid;
  }

  /** Offsets to commit once all is stored, but for partitions that were given up. */
  public Map<TopicPartition, OffsetAndMetadata> positions() {
    return positions;
  }

  /** There is nothing else before these. */
  void reaches(Map<TopicPartition, OffsetAndMetadata> further) {
    positions.putAll(further);
  }

  /** These partitions are others' now: nothing of them may be committed. */
  public void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
  }

  /** The same, before it is handed over: nothing of them need be stored either. */
  void drop(Collection<TopicPartition> partitions) {
    forget(partitions);
    rows.keepOnly(row -> !partitions.contains(sources.partition(row)));
    sources.keepOnly(row -> !partitions.contains(sources.partition(row)));
    invalid.removeIf(
        one ->
            partitions.contains(
                new TopicPartition(one.record().topic(), one.record().partition())));
  }
}
