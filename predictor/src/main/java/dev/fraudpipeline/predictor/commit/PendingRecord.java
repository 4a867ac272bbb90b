package dev.fraudpipeline.predictor.commit;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record of topic_1 on its way, from the poll to the commit. It belongs to one assignment of its
 * partition: once that ends it is worth nothing, also where the partition comes back.
 *
 * <p>Of the record it keeps what is needed later, and not the record itself, whose headers hold on
 * to all that was fetched with it, and usually are one that it knows; what it becomes is made when
 * it is written. So many of them are alive at a time that this decides how much memory the daemon
 * needs, and how long its collections take.
 *
 * <p>Evidence against it is kept by the one worker that has it in hand, and handed over through the
 * queue that the workers share.
 */
public final class PendingRecord {
  /** The room that objects take beside the bytes of key and value. */
  private static final int OVERHEAD = 320;

  /** No epoch of a leader: those that brokers tell are not negative. */
  private static final int UNKNOWN = -1;

  private final PartitionAssignment assignment;
  private final String topic;
  private final int partition;
  private final long offset;
  private final int leaderEpoch;
  private final long since;
  private final boolean fetched;

  /** Headers beside {@code fetched_at}; null where there are none, as there usually are. */
  private final RecordHeaders others;

  private final byte[] key;
  private final byte[] value;
  private final ParsedRow row;

  private double score;
  private volatile Outcome outcome;

  /**
   * The time at which it began to wait, by {@link System#nanoTime()}; guarded by the queue that it
   * waits in.
   */
  public long waitsSince;

  /** Counts how often it failed by itself, with the model well right after. */
  public int suspicions;

  /** Counts how often the model went down while it was asked about this payment and no other. */
  public int crashes;

  /** Makes the record that a finished one becomes, when it is asked for. */
  @FunctionalInterface
  public interface Outcome {
    ProducerRecord<byte[], byte[]> of(PendingRecord pending);
  }

  public PendingRecord(
      ConsumerRecord<byte[], byte[]> record, ParsedRow row, PartitionAssignment assignment) {
    this.assignment = assignment;
    this.topic = record.topic();
    this.partition = record.partition();
    this.offset = record.offset();
    this.leaderEpoch = record.leaderEpoch().orElse(UNKNOWN);
    Optional<Long> fetchedAt = PipelineHeaders.millis(record.headers(), PipelineHeaders.FETCHED_AT);
    this.since = fetchedAt.orElse(record.timestamp());
    this.fetched = fetchedAt.isPresent();
    this.others = others(record.headers(), fetched);
    this.key = record.key();
    this.value = record.value();
    this.row = row;
  }

  private static RecordHeaders others(Iterable<Header> all, boolean fetched) {
    RecordHeaders others = null;
    for (Header header : all) {
      if (!fetched || !header.key().equals(PipelineHeaders.FETCHED_AT)) {
        others = others == null ? new RecordHeaders() : others;
        others.add(header.key(), header.value());
      }
    }
    return others;
  }

  /** The record as it was read, but for its time. */
  public ConsumerRecord<byte[], byte[]> record() {
    var record = new ConsumerRecord<>(topic, partition, offset, key, value);
    fetchedAt()
        .ifPresent(
            at ->
                PipelineHeaders.add(
                    record.headers(), PipelineHeaders.FETCHED_AT, Long.toString(at)));
    if (others != null) {
      others.forEach(record.headers()::add);
    }
    return record;
  }

  /** The offset to go on at when this one is done. */
  OffsetAndMetadata next() {
    return new OffsetAndMetadata(
        offset + 1, leaderEpoch == UNKNOWN ? Optional.empty() : Optional.of(leaderEpoch), "");
  }

  /**
   * The time at which the payment was fetched from the API, in milliseconds since 1970, where that
   * is told.
   */
  public OptionalLong fetchedAt() {
    return fetched ? OptionalLong.of(since) : OptionalLong.empty();
  }

  /** The same where it is told, else the record's own time. */
  public long since() {
    return since;
  }

  public ParsedRow row() {
    return row;
  }

  /** The payment; only for a record that holds one. */
  public Payment payment() {
    return (Payment) row;
  }

  /** Roughly what it takes of the heap, in bytes. */
  int size() {
    int size = OVERHEAD + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    // A payment that came in another spelling is a copy.
    return row instanceof Payment payment && payment.json() != value
        ? size + payment.json().length
        : size;
  }

  /** Tells whether nobody waits for it any more. */
  public boolean isAbandoned() {
    return assignment.isOver();
  }

  /** Done, with a score. */
  public void finish(double scored, Outcome becomes) {
    score = scored;
    outcome = becomes;
  }

  /** Done, without a score. */
  public void finish(Outcome becomes) {
    outcome = becomes;
  }

  boolean isFinished() {
    return outcome != null;
  }

  /** The score; only for a record that is finished with one. */
  public double score() {
    return score;
  }

  /** Makes the record that it becomes, anew with each call; only for one that is finished. */
  ProducerRecord<byte[], byte[]> output() {
    return outcome.of(this);
  }
}
