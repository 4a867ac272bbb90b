package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.payment.Rejection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Makes the records of {@code topic_*_rejected}: the original bytes and key, untouched, and headers
 * that say what was wrong. Immutable, thread-safe.
 */
public final class RejectedRecords {
  /** Bytes that are kept of what is too large for a topic. */
  public static final int TRUNCATED_LENGTH = 64 << 10;

  /** Kafka's usual limit of a record, 1 MiB, less room for key and headers. */
  private static final int SURELY_FITS = 1_000_000;

  /** Headers beyond so many bytes are no work of this pipeline, and are left behind. */
  private static final int MOST_HEADER_BYTES = 16 << 10;

  private static final String SUFFIX = "_rejected";

  private final String topic;
  private final String stage;
  private final Clock clock;

  /**
   * @param topic the one whose records are rejected, such as {@code topic_1}
   * @param stage who rejects: producer, predictor or sink
   */
  public RejectedRecords(String topic, String stage, Clock clock) {
    this.topic = topicFor(topic);
    this.stage = stage;
    this.clock = clock;
  }

  /** The topic that holds what is rejected of {@code topic}. */
  public static String topicFor(String topic) {
    return topic + SUFFIX;
  }

  /** The id of a rejected record of a topic: {@code topic-partition@offset}. */
  public static String idOf(ConsumerRecord<?, ?> source) {
    return source.topic() + "-" + source.partition() + "@" + source.offset();
  }

  /**
   * A record to be sent for a record of a topic, with that one's headers before those that say what
   * was wrong, so that it can be replayed as it was. One so large that these headers could push it
   * over the topic's limit is cut, and the whole stays where it was read.
   */
  public ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> source, Rejection rejection) {
    return source.value() == null || source.value().length <= SURELY_FITS
        ? of(idOf(source), rejection, source.key(), source.value(), source.headers())
        : beginningOf(source, rejection, "the whole of " + source.value().length + " bytes");
  }

  /**
   * The same with its beginning alone, for a topic that refuses the whole for its size; that stays
   * where it was read.
   */
  public ProducerRecord<byte[], byte[]> beginningOf(
      ConsumerRecord<byte[], byte[]> source, Rejection rejection) {
    return beginningOf(source, rejection, "the whole record");
  }

  private ProducerRecord<byte[], byte[]> beginningOf(
      ConsumerRecord<byte[], byte[]> source, Rejection rejection, String whole) {
    String id = idOf(source);
    String reason = rejection.reason() + "; " + whole + " is " + id;
    return beginningOf(
        id,
        new Rejection(rejection.code(), reason),
        source.key(),
        source.value(),
        source.headers());
  }

  /**
   * The first 64 KiB of key and value, and a header that says so.
   *
   * @param rejection says where the whole is kept
   */
  public ProducerRecord<byte[], byte[]> beginningOf(
      String rejectedId, Rejection rejection, byte[] key, byte[] value, Iterable<Header> headers) {
    ProducerRecord<byte[], byte[]> beginning =
        of(rejectedId, rejection, beginning(key), beginning(value), headers);
    PipelineHeaders.add(beginning.headers(), PipelineHeaders.REJECTED_TRUNCATED, "true");
    return beginning;
  }

  private static byte[] beginning(byte[] bytes) {
    return bytes == null || bytes.length <= TRUNCATED_LENGTH
        ? bytes
        : Arrays.copyOf(bytes, TRUNCATED_LENGTH);
  }

  /**
   * A record to be sent.
   *
   * @param rejectedId one per rejected thing, so that it counts once however often it is sent
   * @param key the original's; null where there is none
   * @param value the original's; null where there is none
   */
  public ProducerRecord<byte[], byte[]> of(
      String rejectedId, Rejection rejection, byte[] key, byte[] value) {
    return of(rejectedId, rejection, key, value, List.of());
  }

  /**
   * The same, behind the original's own headers, so that it can be replayed as it was.
   *
   * @param headers the original's; those of an earlier rejection are left out
   */
  public ProducerRecord<byte[], byte[]> of(
      String rejectedId, Rejection rejection, byte[] key, byte[] value, Iterable<Header> headers) {
    ProducerRecord<byte[], byte[]> rejected =
        new ProducerRecord<>(topic, null, key, value, kept(headers));
    PipelineHeaders.add(rejected.headers(), PipelineHeaders.REJECTED_ID, rejectedId);
    PipelineHeaders.add(rejected.headers(), PipelineHeaders.REJECTED_STAGE, stage);
    PipelineHeaders.add(
        rejected.headers(), PipelineHeaders.REJECTED_CODE, rejection.code().headerText());
    PipelineHeaders.add(rejected.headers(), PipelineHeaders.REJECTED_REASON, rejection.reason());
    PipelineHeaders.add(
        rejected.headers(), PipelineHeaders.REJECTED_AT, Long.toString(clock.millis()));
    return rejected;
  }

  private static List<Header> kept(Iterable<Header> original) {
    List<Header> kept = new ArrayList<>();
    int bytes = 0;
    for (Header header : original) {
      if (!PipelineHeaders.isOfRejection(header)) {
        kept.add(header);
        bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
      }
    }
    return bytes <= MOST_HEADER_BYTES ? kept : List.of();
  }
}
