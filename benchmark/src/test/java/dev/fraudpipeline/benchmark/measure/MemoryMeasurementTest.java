package dev.fraudpipeline.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryMeasurementTest {
  @Test
  void oneLookThatSawMoreThanOthersDoesNotCount() {
    // Given
    List<MemoryMeasurement> looks =
        List.of(
            new MemoryMeasurement(20, 170, 1),
            new MemoryMeasurement(90, 150, 1),
            new MemoryMeasurement(21, 160, 1));

    // When
    MemoryMeasurement median = MemoryMeasurement.median(looks);

    // Then
    assertThat(median).isEqualTo(new MemoryMeasurement(21, 160, 3));
  }

  @Test
  void noLookIsNoMeasurement() {
    assertThatThrownBy(() -> MemoryMeasurement.median(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
