package dev.fraudpipeline.producer.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.producer.journal.JournaledAnswer;
import dev.fraudpipeline.producer.journal.PaymentFingerprint;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The progress of one answer's rows: which are claimed, which settled. It outlives the Kafka
 * client: a new one is given only the rows that the old one had not brought through. Not
 * thread-safe.
 */
public final class AnswerProgress {
  private static final int UNKNOWN = -1;

  private final long number;
  private final UUID id;
  private final List<Header> headers;
  private final Map<Integer, PaymentFingerprint> claims = new LinkedHashMap<>();
  private final BitSet settled = new BitSet();
  private final long fetchedAtMillis;
  private int rows = UNKNOWN;
  private int sent;
  private int rejected;

  public AnswerProgress(JournaledAnswer answer) {
    this.number = answer.number();
    this.id = answer.id();
    this.fetchedAtMillis = answer.fetchedAtMillis();
    String fetchedAt = Long.toString(fetchedAtMillis);
    this.headers = List.of(new RecordHeader(PipelineHeaders.FETCHED_AT, fetchedAt.getBytes(UTF_8)));
  }

  long number() {
    return number;
  }

  /** The headers of its payments in topic_1, the same for all. */
  List<Header> headers() {
    return headers;
  }

  /**
   * The name that a row, or all of it as row 0, is rejected under: the same whenever it is sent.
   */
  String idOf(int row) {
    return id + "-" + row;
  }

  /** The row is a payment that is to be remembered once the answer is done. */
  void claim(int row, PaymentFingerprint payment) {
    claims.put(row, payment);
  }

  boolean hasClaimed(int row) {
    return claims.containsKey(row);
  }

  /** Nothing more is to be done for the row, though Kafka has heard nothing of it. */
  public void settle(int row) {
    settled.set(row);
  }

  /** Kafka has the row, as a payment or as what was rejected. */
  void settle(int row, boolean isRejected) {
    settle(row);
    if (isRejected) {
      rejected++;
    } else {
      sent++;
    }
  }

  /** How many payments Kafka has. */
  int sent() {
    return sent;
  }

  /** How many rows Kafka has as what was rejected. */
  int rejected() {
    return rejected;
  }

  /** How many rows were left out, once it {@link #isDone}. */
  int repeated() {
    return rows - sent - rejected;
  }

  /** Since 1970. */
  long fetchedAtMillis() {
    return fetchedAtMillis;
  }

  public boolean isSettled(int row) {
    return settled.get(row);
  }

  /** All rows have been handed over; there are so many. */
  void handedOver(int count) {
    rows = count;
  }

  /** Whether all rows have been handed over and settled. */
  boolean isDone() {
    return rows != UNKNOWN && settled.cardinality() == rows;
  }

  /** The payments that were claimed, to be remembered once it {@link #isDone}. */
  List<PaymentFingerprint> payments() {
    return List.copyOf(claims.values());
  }
}
