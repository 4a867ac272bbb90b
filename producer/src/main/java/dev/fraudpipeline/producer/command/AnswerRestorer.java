package dev.fraudpipeline.producer.command;

import dev.fraudpipeline.common.command.replay.RecordRestorer;
import dev.fraudpipeline.common.command.replay.RejectedRecord;
import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.producer.journal.OversizedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Reads an answer of the API, or a row of one, anew. Where some of its rows are payments and others
 * are still bad, these are rejected each by itself, as the producer does. Not thread-safe.
 */
public final class AnswerRestorer implements RecordRestorer {
  private final String topic1;
  private final RejectedRecords rejectedRecords;
  private final OversizedRecords oversized;
  private final PaymentParser parser = new PaymentParser();

  /**
   * @param oversized where the whole is of what was rejected with its beginning alone
   */
  public AnswerRestorer(
      String topic1, RejectedRecords rejectedRecords, OversizedRecords oversized) {
    this.topic1 = topic1;
    this.rejectedRecords = rejectedRecords;
    this.oversized = oversized;
  }

  @Override
  public Restored restore(RejectedRecord rejected) {
    Optional<byte[]> body;
    try {
      body =
          rejected.truncated()
              ? oversized.find(rejected.id())
              : Optional.ofNullable(rejected.source().value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (body.isEmpty()) {
      return new CutOff(
          "the whole is not in "
              + oversized
              + ": run this on the producer's machine, with its PRODUCER_JOURNAL (--journal)");
    }
    List<ParsedRow> rows;
    try {
      rows = parser.readAll(body.get());
    } catch (RuntimeException e) {
      // Not its message, which may repeat what was read.
      return new StillBad("reading it fails with " + e.getClass().getSimpleName());
    }
    boolean anyPayment = rows.stream().anyMatch(Payment.class::isInstance);
    if (!anyPayment && !rows.isEmpty()) {
      return new StillBad(((InvalidRow) rows.get(0)).rejection().reason());
    }
    return new Again(records(rejected, rows));
  }

  private List<ProducerRecord<byte[], byte[]>> records(
      RejectedRecord rejected, List<ParsedRow> rows) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      ProducerRecord<byte[], byte[]> record = record(rows.get(i), rejected.id() + "-" + i);
      PipelineHeaders.add(
          record.headers(), PipelineHeaders.FETCHED_AT, Long.toString(fetchedAt(rejected)));
      records.add(record);
    }
    return records;
  }

  private ProducerRecord<byte[], byte[]> record(ParsedRow row, String id) {
    if (row instanceof Payment payment) {
      return new ProducerRecord<>(topic1, payment.key(), payment.json());
    }
    InvalidRow invalid = (InvalidRow) row;
    return rejectedRecords.of(id, invalid.rejection(), null, invalid.document());
  }

  private static long fetchedAt(RejectedRecord rejected) {
    return PipelineHeaders.millis(rejected.source().headers(), PipelineHeaders.FETCHED_AT)
        .orElse(rejected.at().toEpochMilli());
  }
}
