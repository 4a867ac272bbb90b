package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.daemon.StartFailedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FencingsTest {
  private long now;
  private final Fencings fencings = new Fencings(() -> now);

  @Test
  void threeWithinAMinuteAreTooMany() {
    fencings.fenced("i");
    now += Duration.ofSeconds(30).toNanos();
    fencings.fenced("i");
    now += Duration.ofSeconds(30).toNanos();

    assertThatThrownBy(() -> fencings.fenced("i"))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("INSTANCE_ID i");
  }

  @Test
  void fencingsThatAreFarApartAreForgotten() {
    for (int i = 0; i < 10; i++) {
      now += Duration.ofSeconds(31).toNanos();
      assertThatCode(() -> fencings.fenced("i")).doesNotThrowAnyException();
    }
  }
}
