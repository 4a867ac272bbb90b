package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndRequestTest {
  private final EndRequest end = new EndRequest();

  @Test
  void eachCtrlCIsMoreInAHurry() {
    // When, Then
    assertThat(end.haste()).isEqualTo(EndRequest.Haste.NONE);
    end.interrupted();
    assertThat(end.haste()).isEqualTo(EndRequest.Haste.DRAIN);
    end.interrupted();
    assertThat(end.haste()).isEqualTo(EndRequest.Haste.NO_DRAIN);
    end.interrupted();
    end.interrupted();
    assertThat(end.haste()).isEqualTo(EndRequest.Haste.AT_ONCE);
  }

  @Test
  void aRequestToTerminateSkipsTheDraining() {
    // When
    end.terminated();
    end.terminated();

    // Then
    assertThat(end.haste()).isEqualTo(EndRequest.Haste.NO_DRAIN);
  }
}
