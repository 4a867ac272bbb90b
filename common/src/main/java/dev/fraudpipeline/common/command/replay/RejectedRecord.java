package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of a topic of rejected ones, with what its headers say.
 *
 * @param id its {@code rejected_id}, the same for one that was written twice
 * @param stage who rejected it
 * @param at when; the record's own time where no header says
 * @param replays how many it has behind it
 * @param truncated whether it is only the beginning of what was rejected
 */
public record RejectedRecord(
    ConsumerRecord<byte[], byte[]> source,
    String id,
    String stage,
    String code,
    Instant at,
    int replays,
    boolean truncated) {

  /** Empty where the record is none: somebody else wrote it, or it says that one was replayed. */
  static Optional<RejectedRecord> of(ConsumerRecord<byte[], byte[]> source) {
    Optional<String> id = PipelineHeaders.text(source.headers(), PipelineHeaders.REJECTED_ID);
    Optional<String> stage = PipelineHeaders.text(source.headers(), PipelineHeaders.REJECTED_STAGE);
    if (id.isEmpty() || stage.isEmpty() || saysReplayed(source)) {
      return Optional.empty();
    }
    return Optional.of(
        new RejectedRecord(
            source,
            id.get(),
            stage.get(),
            PipelineHeaders.text(source.headers(), PipelineHeaders.REJECTED_CODE).orElse("none"),
            Instant.ofEpochMilli(
                PipelineHeaders.millis(source.headers(), PipelineHeaders.REJECTED_AT)
                    .orElse(source.timestamp())),
            replays(source.headers()),
            PipelineHeaders.text(source.headers(), PipelineHeaders.REJECTED_TRUNCATED)
                .map("true"::equals)
                .orElse(false)));
  }

  /** Tells whether a record says that what has its {@code rejected_id} was replayed. */
  static boolean saysReplayed(ConsumerRecord<byte[], byte[]> source) {
    return source.headers().lastHeader(PipelineHeaders.REPLAYED_AT) != null;
  }

  /** Number of replays that a record has behind it, by its header; 0 where that says nothing. */
  static int replays(org.apache.kafka.common.header.Headers headers) {
    return PipelineHeaders.millis(headers, PipelineHeaders.REPLAYS)
        .map(count -> (int) Math.min(Math.max(0, count), Integer.MAX_VALUE - 1))
        .orElse(0);
  }
}
