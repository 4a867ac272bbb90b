package dev.fraudpipeline.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedRunsTest {
  private final List<String> order = new ArrayList<>();

  @Test
  void bothAreMeasuredInTurnAndNeitherIsAlwaysFirst() throws Exception {
    // When
    PairedRuns.measure(3, runs("d", 1, 1, 1, 1, 1), runs("r", 1, 1, 1, 1));

    // Then
    assertThat(String.join("", order)).as("warm-up, and three pairs").isEqualTo("drd" + "drrddr");
  }

  @Test
  void theMediansCountAndTheFirstRunsDoNot() throws Exception {
    // When
    PairedRuns pairs =
        PairedRuns.measure(
            3, runs("d", 1, 2, 100_000, 130_000, 150_000), runs("r", 9, 260_000, 200_000, 250_000));

    // Then
    assertThat(pairs.daemon()).isEqualTo(130_000);
    assertThat(pairs.reference()).isEqualTo(250_000);
    assertThat(pairs.ratio()).isEqualTo(0.52);
    assertThat(pairs.daemonRuns()).isEqualTo("median of 3: 100,000 130,000 150,000");
    assertThat(pairs.referenceRuns()).isEqualTo("median of 3: 260,000 200,000 250,000");
    assertThat(pairs.pairs()).isEqualTo("medians of 3 pairs: 0.38, 0.65, 0.60");
  }

  @Test
  void aRunThatFailsEndsTheMeasurement() {
    // Given
    PairedRuns.Measurement failing =
        () -> {
          throw new BenchmarkFailedException("ended with status 1");
        };

    // When, Then
    assertThatThrownBy(() -> PairedRuns.measure(3, runs("d", 1, 1, 1, 1, 1), failing))
        .isInstanceOf(BenchmarkFailedException.class)
        .hasMessage("ended with status 1");
    assertThat(order).containsExactly("d");
  }

  private PairedRuns.Measurement runs(String name, double... rates) {
    Deque<Double> next = new ArrayDeque<>();
    for (double rate : rates) {
      next.add(rate);
    }
    return () -> {
      order.add(name);
      return next.remove();
    };
  }
}
