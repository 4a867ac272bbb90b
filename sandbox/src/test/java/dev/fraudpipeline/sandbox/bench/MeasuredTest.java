package dev.fraudpipeline.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  @Test
  void oneLookThatSawMoreThanOthersDoesNotCount() {
    // Given
    List<Measured> looks =
        List.of(new Measured(20, 170), new Measured(90, 150), new Measured(21, 160));

    // When
    Measured median = Measured.median(looks);

    // Then
    assertThat(median).isEqualTo(new Measured(21, 160, 3));
  }

  @Test
  void noLookIsNoMeasurement() {
    assertThatThrownBy(() -> Measured.median(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
