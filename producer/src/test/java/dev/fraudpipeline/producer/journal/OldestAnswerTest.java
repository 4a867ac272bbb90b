package dev.fraudpipeline.producer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OldestAnswerTest {
  private final OldestAnswer ages = new OldestAnswer();

  @Test
  void withoutAnswersThereIsNoOldest() {
    assertThat(ages.oldest()).isEmpty();
  }

  @Test
  void ofAShortBacklogTheOldestIsExact() {
    // Given
    for (int number = 0; number < 500; number++) {
      ages.add(number, 1_000 + number);
    }

    for (int below = 0; below < 500; below++) {
      // When
      ages.done(below);

      // Then
      assertThat(ages.oldest()).hasValue(1_000 + below);
    }
  }

  @Test
  void ofALongBacklogTheOldestIsNearlyRightWhileItGrowsAndDrains() {
    // Given
    int backlog = 1_000_000;
    for (int number = 0; number < backlog; number++) {
      ages.add(number, number);
    }
    int next = backlog;

    for (int below = 0; below < 2 * backlog; below += 10) {
      // When
      ages.done(below);
      if (below % 20 == 0) {
        ages.add(next, next);
        next++;
      }

      // Then
      if (below < next) {
        assertThat(below - ages.oldest().orElseThrow())
            .as("answers that it is too old by, at " + below)
            .isBetween(0L, (long) (next - below) / 50 + backlog / 256);
      }
    }
  }

  @Test
  void onceAllIsDoneTheNextIsTheOldest() {
    // Given
    for (int number = 0; number < 100_000; number++) {
      ages.add(number, number);
    }
    ages.done(100_000);

    // When
    ages.add(200_000, 7_000_000);
    ages.done(200_000);

    // Then
    assertThat(ages.oldest()).hasValue(7_000_000);
  }
}
