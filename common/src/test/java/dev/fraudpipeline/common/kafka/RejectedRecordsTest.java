package dev.fraudpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.payment.Rejection;
import dev.fraudpipeline.common.payment.RejectionCode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RejectedRecordsTest {
  private static final Rejection REJECTION =
      new Rejection(RejectionCode.MISSING_COLUMN, "amt is missing or null");

  private final RejectedRecords records =
      new RejectedRecords(
          "topic_1",
          "predictor",
          Clock.fixed(Instant.ofEpochMilli(1_730_134_684_250L), ZoneOffset.UTC));

  @Test
  void theOriginalIsKeptUntouchedBesideWhatWasWrong() {
    // Given
    byte[] key = {0, -1, 2};
    byte[] value = {-128, 0, 127};

    // When
    ProducerRecord<byte[], byte[]> rejected =
        records.of(
            RejectedRecords.idOf(new ConsumerRecord<>("topic_1", 3, 42, key, value)),
            REJECTION,
            key,
            value);

    // Then
    assertThat(rejected.topic()).isEqualTo("topic_1_rejected");
    assertThat(rejected.partition()).isNull();
    assertThat(rejected.key()).containsExactly(0, -1, 2);
    assertThat(rejected.value()).containsExactly(-128, 0, 127);
    assertThat(headers(rejected))
        .containsExactly(
            Map.entry("rejected_id", "topic_1-3@42"),
            Map.entry("rejected_stage", "predictor"),
            Map.entry("rejected_code", "missing_column"),
            Map.entry("rejected_reason", "amt is missing or null"),
            Map.entry("rejected_at", "1730134684250"));
  }

  @Test
  void theRecordsOwnHeadersAreKeptButForThoseOfAnEarlierRejection() {
    // Given
    ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>("topic_1", 3, 42, null, null);
    Map.of("score", "0.97", "replays", "2", "rejected_code", "x", "replayed_at", "1")
        .forEach((name, value) -> source.headers().add(name, value.getBytes(UTF_8)));

    // When
    Map<String, String> headers = headers(records.of(source, REJECTION));

    // Then
    assertThat(headers)
        .containsEntry("score", "0.97")
        .containsEntry("replays", "2")
        .containsEntry("rejected_code", "missing_column")
        .doesNotContainKey("replayed_at")
        .hasSize(2 + 5);
  }

  @Test
  void headersThatCouldMakeItTooLargeForTheTopicAreLeftBehind() {
    ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>("topic_1", 3, 42, null, null);
    source.headers().add("trace", new byte[20_000]);

    assertThat(headers(records.of(source, REJECTION))).hasSize(5).doesNotContainKey("trace");
  }

  @Test
  void ofWhatIsTooLargeTheBeginningSaysWhereTheWholeIs() {
    ConsumerRecord<byte[], byte[]> source =
        new ConsumerRecord<>("topic_1", 3, 42, new byte[] {7}, new byte[1_000_001]);

    ProducerRecord<byte[], byte[]> rejected = records.of(source, REJECTION);

    assertThat(rejected.key()).containsExactly(7);
    assertThat(rejected.value()).hasSize(64 * 1024);
    assertThat(headers(rejected))
        .containsEntry("rejected_truncated", "true")
        .containsEntry(
            "rejected_reason",
            "amt is missing or null; the whole of 1000001 bytes is topic_1-3@42");
  }

  @Test
  void aTombstoneIsKept() {
    ProducerRecord<byte[], byte[]> rejected = records.of("id", REJECTION, null, null);

    assertThat(rejected.key()).isNull();
    assertThat(rejected.value()).isNull();
  }

  @Test
  void theCodesAreASmallFixedSet() {
    assertThat(RejectionCode.values())
        .extracting(RejectionCode::headerText)
        .containsExactly(
            "unreadable",
            "not_one_payment",
            "missing_column",
            "bad_value",
            "unscorable",
            "too_large");
  }

  @Test
  void aRejectionHasACodeAndAReason() {
    assertThatThrownBy(() -> new Rejection(null, "x")).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Rejection(RejectionCode.BAD_VALUE, null))
        .isInstanceOf(NullPointerException.class);
  }

  private static Map<String, String> headers(ProducerRecord<?, ?> rejected) {
    Map<String, String> headers = new LinkedHashMap<>();
    rejected
        .headers()
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    return headers;
  }
}
