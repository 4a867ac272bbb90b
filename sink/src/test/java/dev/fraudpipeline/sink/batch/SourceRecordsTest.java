package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class SourceRecordsTest {
  private static final int MORE_THAN_FIT_AT_FIRST = 5_000;

  private final SourceRecords sources = new SourceRecords(100);

  @Test
  void everyRecordIsHadBackAsItWas() {
    // When
    IntStream.range(0, MORE_THAN_FIT_AT_FIRST).forEach(this::add);

    // Then
    IntStream.range(0, MORE_THAN_FIT_AT_FIRST).forEach(i -> assertIs(sources.record(i), i));
  }

  @Test
  void whatIsKeptMovesUp() {
    // Given
    IntStream.range(0, MORE_THAN_FIT_AT_FIRST).forEach(this::add);

    // When
    sources.keepOnly(i -> sources.partition(i).partition() == 1);

    // Then
    assertIs(sources.record(0), 1);
    assertIs(sources.record(1), 4);
    assertIs(sources.record(MORE_THAN_FIT_AT_FIRST / 3 - 1), MORE_THAN_FIT_AT_FIRST - 4);
  }

  @Test
  void nothingIsLeftOfTheBatchBefore() {
    // Given
    IntStream.range(0, 10).forEach(this::add);

    // When
    sources.clear();
    add(7);

    // Then
    assertIs(sources.record(0), 7);
  }

  /**
   * In one of three partitions; each seventh without a key, each fifth with an empty one; with none
   * to three headers, the first of them without a value.
   */
  private void add(int i) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("t", i % 3, i, key(i), value(i).getBytes(UTF_8));
    headers(i).forEach(record.headers()::add);
    sources.add(record);
  }

  private static void assertIs(ConsumerRecord<byte[], byte[]> record, int i) {
    assertThat(record.topic()).isEqualTo("t");
    assertThat(record.partition()).isEqualTo(i % 3);
    assertThat(record.offset()).isEqualTo(i);
    assertThat(record.key()).isEqualTo(key(i));
    assertThat(record.value()).asString(UTF_8).isEqualTo(value(i));
    assertThat(record.headers()).containsExactlyElementsOf(headers(i));
  }

  private static byte[] key(int i) {
    return i % 7 == 0 ? null : (i % 5 == 0 ? "" : "k" + i).getBytes(UTF_8);
  }

  private static List<Header> headers(int i) {
    return IntStream.range(0, i % 4)
        .<Header>mapToObj(
            n -> new RecordHeader("h\u00e9" + n, n == 0 ? null : ("v" + i).getBytes(UTF_8)))
        .toList();
  }

  private static String value(int i) {
    return "v".repeat(i % 500) + i;
  }
}
