package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sink.Predictions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchAssemblerTest {
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final TopicPartition P1 = new TopicPartition("t", 1);

  private final BatchAssembler assembler = new BatchAssembler(10, Duration.ofMillis(200));

  @Test
  void aBatchIsDueOnceItIsFullOrHasWaited() {
    // When
    assembler.add(polled(P0, 0, 9, 9), 0);

    // Then
    assertThat(assembler.dueIn(millis(50))).isEqualTo(Duration.ofMillis(150));
    assertThat(assembler.dueIn(millis(200))).isZero();
    assertThat(assembler.isFull()).isFalse();

    // When
    assembler.add(polled(P0, 9, 1, 10), millis(50));

    // Then
    assertThat(assembler.dueIn(millis(50))).isZero();
    assertThat(assembler.isFull()).isTrue();
  }

  @Test
  void aBatchCommitsNoFurtherThanItsOwnRecordsWhileMoreWait() {
    // Given
    assembler.add(polled(P0, 0, 8, 8), 0);
    assembler.add(polled(P1, 5, 8, 14), 0);

    // When
    PaymentBatch first = assembler.cut(0);
    PaymentBatch second = assembler.cut(0);

    // Then
    assertThat(first.records()).isEqualTo(10);
    assertThat(offsets(first)).isEqualTo(Map.of(P0, 8L, P1, 7L));
    assertThat(second.records()).isEqualTo(6);
    // Behind the last record is a transaction's marker, and nothing before it is left.
    assertThat(offsets(second)).containsEntry(P1, 14L);
    assertThat(assembler.isEmpty()).isTrue();
  }

  @Test
  void recordsOfUnusualLengthMakeSmallerBatches() {
    // Given
    String value = Predictions.message("t", 1).replace("{", "{" + " ".repeat(1 << 20));

    // When
    IntStream.range(0, 5)
        .forEach(i -> assembler.add(polled(P0, i, List.of(record(P0, i, value)), i + 1), 0));

    // Then
    assertThat(assembler.isFull()).isTrue();
    assertThat(assembler.cut(0).records()).isEqualTo(4);
    assertThat(assembler.isFull()).isFalse();
  }

  @Test
  void nothingOfAPartitionThatWasGivenUpIsStoredOrCommitted() {
    // Given
    assembler.add(polled(P0, 0, 3, 3), 0);
    assembler.add(polled(P1, 0, 3, 3), 0);

    // When
    assembler.forget(List.of(P0));
    PaymentBatch batch = assembler.cut(0);

    // Then
    assertThat(batch.records()).isEqualTo(3);
    assertThat(offsets(batch)).isEqualTo(Map.of(P1, 3L));
  }

  @Test
  void ofAPartitionThatWasGivenUpNoBatchThatWaitsKeepsAnything() {
    // Given
    assembler.add(polled(P0, 0, 7, 7), 0);
    assembler.add(polled(P1, 5, 8, 13), 0);
    assembler.add(polled(P0, 7, 6, 13), 0);

    // When
    assembler.forget(List.of(P0));
    PaymentBatch first = assembler.cut(0);
    PaymentBatch second = assembler.cut(0);

    // Then
    assertThat(first.records()).isEqualTo(3);
    assertThat(offsets(first)).isEqualTo(Map.of(P1, 8L));
    assertThat(second.records()).isEqualTo(5);
    assertThat(offsets(second)).isEqualTo(Map.of(P1, 13L));
    assertThat(assembler.isEmpty()).isTrue();
  }

  @Test
  void aBatchThatIsUsedAgainHoldsNothingOfTheOneBefore() {
    // Given
    assembler.add(polled(P0, 0, 10, 10), 0);
    PaymentBatch used = assembler.cut(0);
    assembler.recycle(used);

    // When
    assembler.add(polled(P1, 0, 2, 2), 0);
    PaymentBatch batch = assembler.cut(0);

    // Then
    assertThat(batch).isSameAs(used);
    assertThat(batch.records()).isEqualTo(2);
    assertThat(batch.rows().size()).isEqualTo(2);
    assertThat(offsets(batch)).isEqualTo(Map.of(P1, 2L));
  }

  private static ConsumerRecords<byte[], byte[]> polled(
      TopicPartition partition, long first, int count, long next) {
    List<ConsumerRecord<byte[], byte[]>> records =
        IntStream.range(0, count)
            .mapToObj(i -> record(partition, first + i, Predictions.message("t" + i, i % 2)))
            .toList();
    return polled(partition, first, records, next);
  }

  private static ConsumerRecords<byte[], byte[]> polled(
      TopicPartition partition,
      long first,
      List<ConsumerRecord<byte[], byte[]>> records,
      long next) {
    assertThat(records.get(0).offset()).isEqualTo(first);
    return new ConsumerRecords<>(
        Map.of(partition, records), Map.of(partition, new OffsetAndMetadata(next)));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        0,
        TimestampType.CREATE_TIME,
        -1,
        bytes.length,
        null,
        bytes,
        new RecordHeaders(),
        Optional.empty());
  }

  private static Map<TopicPartition, Long> offsets(PaymentBatch batch) {
    return batch.positions().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, position -> position.getValue().offset()));
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
