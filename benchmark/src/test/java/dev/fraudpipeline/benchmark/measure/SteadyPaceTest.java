package dev.fraudpipeline.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SteadyPaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void theStartAndTheFirstTwentiethAreLeftOut() {
    // Given
    SteadyPace pace = new SteadyPace(1_000, 0);

    // When
    pace.see(0, 4 * SECOND);
    pace.see(20, 5 * SECOND);
    pace.see(100, 6 * SECOND);
    pace.see(1_000, 9 * SECOND);

    // Then
    assertThat(pace.isDone()).isTrue();
    assertThat(pace.perSecond()).isEqualTo(300);
    assertThat(pace.seconds()).isEqualTo(9);
  }

  @Test
  void whatIsDoneAtOneStrokeIsMeasuredFromTheStart() {
    // Given
    SteadyPace pace = new SteadyPace(1_000, SECOND);

    // When
    pace.see(1_000, 3 * SECOND);

    // Then
    assertThat(pace.perSecond()).isEqualTo(500);
  }

  @Test
  void standingStillAtTheEndDoesNotCount() {
    // Given
    SteadyPace pace = new SteadyPace(1_000, 0);

    // When
    pace.see(500, SECOND);
    pace.see(1_000, 2 * SECOND);
    pace.see(1_000, 60 * SECOND);
    pace.see(1_500, 90 * SECOND);

    // Then
    assertThat(pace.count()).isEqualTo(1_000);
    assertThat(pace.perSecond()).isEqualTo(500);
  }

  @Test
  void theLastTenthIsNearlyDone() {
    // Given
    SteadyPace pace = new SteadyPace(1_000, 0);

    // When, Then
    assertThat(pace.isNearlyDone()).isFalse();
    pace.see(899, SECOND);
    assertThat(pace.isNearlyDone()).isFalse();
    pace.see(900, 2 * SECOND);
    assertThat(pace.isNearlyDone()).isTrue();
    assertThat(pace.isDone()).isFalse();
  }

  @Test
  void whatNeverMovedHasNoPace() {
    assertThat(new SteadyPace(10, 0).perSecond()).isNaN();
  }

  @Test
  void thereMustBeSomethingToDo() {
    assertThatThrownBy(() -> new SteadyPace(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
