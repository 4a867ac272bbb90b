package dev.fraudpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers of this pipeline's records; all are UTF-8 text. */
public final class PipelineHeaders {
  /** topic_1, topic_2: when the API's answer had been read, in milliseconds since 1970. */
  public static final String FETCHED_AT = "fetched_at";

  /** topic_2: when the model's answer had been read, in milliseconds since 1970. */
  public static final String PREDICTED_AT = "predicted_at";

  /** topic_2: the score, 0 to 1. */
  public static final String SCORE = "score";

  /** topic_2: the label of the model. */
  public static final String MODEL = "model";

  /** Rejected records: one per rejected thing, however often it is written. */
  public static final String REJECTED_ID = "rejected_id";

  /** Rejected records: producer, predictor or sink. */
  public static final String REJECTED_STAGE = "rejected_stage";

  public static final String REJECTED_CODE = "rejected_code";

  /** Rejected records: for people; holds no personal data. */
  public static final String REJECTED_REASON = "rejected_reason";

  /** Rejected records: in milliseconds since 1970. */
  public static final String REJECTED_AT = "rejected_at";

  /** Rejected records: {@code true} where only the first 64 KiB are there. */
  public static final String REJECTED_TRUNCATED = "rejected_truncated";

  /** On a replayed record, and on its rejection: the {@link #REJECTED_ID} that it had before. */
  public static final String REPLAYED_FROM = "replayed_from";

  /** On a replayed record, and on its rejection: the number of replays behind it. */
  public static final String REPLAYS = "replays";

  /**
   * Only in topics of rejected records, on a record without a value: that what has this {@link
   * #REJECTED_ID} was replayed, and when, in milliseconds since 1970.
   */
  public static final String REPLAYED_AT = "replayed_at";

  private PipelineHeaders() {}

  /** The last header of that name as text, or empty where there is none or it has no value. */
  public static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), UTF_8));
  }

  /** The last header of that name as a time, or empty where there is none or it is no number. */
  public static Optional<Long> millis(Headers headers, String name) {
    try {
      return text(headers, name).map(Long::parseLong);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** True where the header says something about a rejection, and not about the record itself. */
  public static boolean isOfRejection(Header header) {
    return header.key().startsWith("rejected_") || header.key().equals(REPLAYED_AT);
  }

  /** Adds a header. */
  public static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
