package dev.fraudpipeline.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JitteredBackoffTest {
  private static final JitteredBackoff BACKOFF =
      new JitteredBackoff(Duration.ofMillis(500), Duration.ofMinutes(5));

  /** Always the longest wait. */
  private static final RandomGenerator LONGEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new AssertionError("only bounded numbers are asked for");
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  @ParameterizedTest
  @CsvSource({
    "0, 500",
    "1, 1000",
    "2, 2000",
    "9, 256000",
    "10, 300000",
    "39, 300000",
    "40, 300000",
    "63, 300000",
    "64, 300000",
    "2147483647, 300000"
  })
  void theLongestWaitDoublesUpToTheMaximum(int attempt, long millis) {
    assertThat(BACKOFF.delay(attempt, LONGEST)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void everyWaitUpToTheLongestIsPossible() {
    // Given
    JitteredBackoff short3 = new JitteredBackoff(Duration.ofMillis(3), Duration.ofMillis(3));
    RandomGenerator random = new Random(42);

    // When
    long[] millis =
        random
            .longs(1_000)
            .map(i -> short3.delay(0, random).toMillis())
            .distinct()
            .sorted()
            .toArray();

    // Then
    assertThat(millis).containsExactly(0, 1, 2, 3);
  }

  @Test
  void theSameRandomnessGivesTheSameWait() {
    for (int attempt = 0; attempt < 20; attempt++) {
      assertThat(BACKOFF.delay(attempt, new Random(attempt)))
          .isEqualTo(BACKOFF.delay(attempt, new Random(attempt)))
          .isBetween(Duration.ZERO, Duration.ofMinutes(5));
    }
  }

  @Test
  void veryLongWaitsDoNotOverflow() {
    JitteredBackoff days =
        new JitteredBackoff(Duration.ofDays(365_000), Duration.ofDays(36_500_000));

    for (int attempt = 0; attempt < 70; attempt++) {
      assertThat(days.delay(attempt, LONGEST))
          .isBetween(Duration.ofDays(365_000), Duration.ofDays(36_500_000));
    }
  }

  @Test
  void whatCannotWorkIsRefusedInWords() {
    assertThatThrownBy(() -> new JitteredBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT2S is longer than PT1S");
    assertThatThrownBy(() -> new JitteredBackoff(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new JitteredBackoff(null, Duration.ofSeconds(1)))
        .isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE})
  void aNegativeAttemptIsRefused(int attempt) {
    assertThatThrownBy(() -> BACKOFF.delay(attempt, LONGEST))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
