package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestartingCounterTest {
  @Test
  void aProcessThatWasStartedAnewGoesOnCounting() {
    // Given
    RestartingCounter counter = new RestartingCounter();
    counter.total(700);

    // When, Then
    assertThat(counter.total(0)).isEqualTo(700);
    assertThat(counter.total(40)).isEqualTo(740);
  }
}
