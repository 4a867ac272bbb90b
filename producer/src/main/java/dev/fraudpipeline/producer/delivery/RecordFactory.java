package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.common.payment.Rejection;
import dev.fraudpipeline.common.payment.RejectionCode;
import dev.fraudpipeline.producer.journal.JournaledAnswer;
import dev.fraudpipeline.producer.journal.OversizedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the records that an answer becomes. Not thread-safe. */
public final class RecordFactory {
  private static final Logger log = LoggerFactory.getLogger(RecordFactory.class);

  private final String topic1;
  private final RejectedRecords rejectedRecords;
  private final OversizedRecords oversized;
  private final PaymentParser parser = new PaymentParser();

  public RecordFactory(String topic1, RejectedRecords rejectedRecords, OversizedRecords oversized) {
    this.topic1 = topic1;
    this.rejectedRecords = rejectedRecords;
    this.oversized = oversized;
  }

  /** The rows of an answer, always the same for the same one. */
  public List<ParsedRow> rows(JournaledAnswer answer) {
    return parser.readAll(answer.body());
  }

  /** A payment's record in topic_1. */
  public OutgoingRecord payment(AnswerProgress progress, int row, Payment payment) {
    return new OutgoingRecord(
        progress,
        row,
        new ProducerRecord<>(topic1, null, payment.key(), payment.json(), progress.headers()),
        Optional.empty());
  }

  /** The record of a row, or of a whole answer, that holds no payment. */
  public OutgoingRecord rejected(AnswerProgress progress, int row, InvalidRow invalid) {
    log.warn(
        "rejected {} of the API's answer: {}", progress.idOf(row), invalid.rejection().reason());
    return rejected(progress, row, invalid.rejection(), invalid.document());
  }

  /**
   * The record of a whole answer that the parser itself failed at: a fault of ours, which must not
   * hold up the answers behind it.
   */
  public OutgoingRecord unread(
      AnswerProgress progress, JournaledAnswer answer, RuntimeException e) {
    // Neither its message nor its trace: they may repeat what was read.
    log.error(
        "rejected {} whole: reading it failed with {} at {}, which is a fault of the producer"
            + " itself",
        progress.idOf(0),
        e.getClass().getName(),
        e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0]);
    Rejection rejection =
        new Rejection(RejectionCode.UNREADABLE, "reading failed: " + e.getClass().getSimpleName());
    return rejected(progress, 0, rejection, answer.body());
  }

  private OutgoingRecord rejected(
      AnswerProgress progress, int row, Rejection rejection, byte[] document) {
    return new OutgoingRecord(
        progress,
        row,
        rejectedRecords.of(progress.idOf(row), rejection, null, document, progress.headers()),
        Optional.of(rejection.code()));
  }

  /**
   * Keeps on disk what a topic takes not for its size, and gives what is sent in its place: its
   * beginning, for the topic of rejected records.
   *
   * @return empty where not even that is small enough for the topic: then the disk alone has it
   * @throws IOException where the disk does not take it; may be tried again
   */
  Optional<OutgoingRecord> beginningOf(OutgoingRecord tooLarge) throws IOException {
    ProducerRecord<byte[], byte[]> record = tooLarge.record();
    int size = record.value().length;
    boolean isBeginning = record.headers().lastHeader(PipelineHeaders.REJECTED_TRUNCATED) != null;
    if (isBeginning) {
      log.error(
          "topic {} takes not even {} bytes: raise its max.message.bytes. Rejected {} is kept only"
              + " beside the journal",
          record.topic(),
          size,
          tooLarge.id());
      return Optional.empty();
    }
    Path whole = oversized.keep(tooLarge.id(), record.value());
    log.error(
        "topic {} refuses a record of {} bytes for its size: it is kept whole as {}, and rejected"
            + " with its first {} bytes. Raise max.message.bytes of the topic and max.request.size",
        record.topic(),
        size,
        whole,
        RejectedRecords.TRUNCATED_LENGTH);
    Rejection rejection =
        new Rejection(
            RejectionCode.TOO_LARGE,
            size
                + " bytes are more than topic "
                + record.topic()
                + " takes; the whole is "
                + whole);
    ProducerRecord<byte[], byte[]> beginning =
        rejectedRecords.beginningOf(
            tooLarge.id(), rejection, record.key(), record.value(), record.headers());
    return Optional.of(
        new OutgoingRecord(
            tooLarge.progress(), tooLarge.row(), beginning, Optional.of(rejection.code())));
  }
}
