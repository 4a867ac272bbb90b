package dev.fraudpipeline.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestRankTest {
  @Test
  void aPercentileIsTheSmallestValueThatEnoughValuesDoNotExceed() {
    // Given
    double[] from100To1 = IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray();

    // When, Then
    assertThat(NearestRank.at(0.99, from100To1)).isEqualTo(99);
    assertThat(NearestRank.at(0.5, from100To1)).isEqualTo(50);
    assertThat(NearestRank.at(1, from100To1)).isEqualTo(100);
    assertThat(NearestRank.at(0.001, from100To1)).isEqualTo(1);
    assertThat(from100To1[0]).as("the values stay in their order").isEqualTo(100);
  }

  @Test
  void oneValueIsEveryPercentile() {
    assertThat(NearestRank.at(0.99, new double[] {7})).isEqualTo(7);
  }

  @Test
  void noValuesAndNoShareAreRefused() {
    assertThatThrownBy(() -> NearestRank.at(0.5, new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NearestRank.at(0, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NearestRank.at(99, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
