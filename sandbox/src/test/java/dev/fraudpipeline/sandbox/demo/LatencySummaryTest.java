package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencySummaryTest {
  @Test
  void aPercentileIsTheSmallestThatSoManyDoNotExceed() {
    // Given
    List<Long> millis = LongStream.rangeClosed(1, 200).boxed().toList();

    // When
    LatencySummary summary = LatencySummary.of(millis);

    // Then
    assertThat(summary).isEqualTo(new LatencySummary(200, 100, 198, 200));
    assertThat(summary).hasToString("p50 100 ms, p99 198 ms, max 200 ms");
  }

  @Test
  void nothingHasNoLatency() {
    assertThat(LatencySummary.of(List.of())).hasToString("-");
  }
}
