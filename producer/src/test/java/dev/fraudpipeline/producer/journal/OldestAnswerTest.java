package dev.fraudpipeline.producer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OldestAnswerTest {
  private final OldestAnswer answers = new OldestAnswer();

  @Test
  void withoutAnswersThereIsNoOldest() {
    assertThat(answers.oldest()).isEmpty();
  }

  @Test
  void ofAShortBacklogTheOldestIsExact() {
    // Given
    for (int number = 0; number < 500; number++) {
      answers.add(number, 1_000 + number);
    }

    for (int below = 0; below < 500; below++) {
      // When
      answers.done(below);

      // Then
      assertThat(answers.oldest()).hasValue(1_000 + below);
    }
  }

  @Test
  void ofALongBacklogTheOldestIsNearlyRightWhileItGrowsAndDrains() {
    // Given
    int backlog = 1_000_000;
    for (int number = 0; number < backlog; number++) {
      answers.add(number, number);
    }
    int next = backlog;

    for (int below = 0; below < 2 * backlog; below += 10) {
      // When
      answers.done(below);
      if (below % 20 == 0) {
        answers.add(next, next);
        next++;
      }

      // Then
      if (below < next) {
        assertThat(below - answers.oldest().orElseThrow())
            .as("answers that it is too old by, at " + below)
            .isBetween(0L, (long) (next - below) / 50 + backlog / 256);
      }
    }
  }

  @Test
  void onceAllIsDoneTheNextIsTheOldest() {
    // Given
    for (int number = 0; number < 100_000; number++) {
      answers.add(number, number);
    }
    answers.done(100_000);

    // When
    answers.add(200_000, 7_000_000);
    answers.done(200_000);

    // Then
    assertThat(answers.oldest()).hasValue(7_000_000);
  }
}
