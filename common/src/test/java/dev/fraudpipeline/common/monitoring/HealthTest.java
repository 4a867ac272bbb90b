package dev.fraudpipeline.common.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private Instant now = START;
  private final Health health =
      new Health(
          new PrometheusRegistry(),
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
              return now;
            }
          },
          () -> Duration.between(START, now).toNanos());

  @Test
  void aDependencyIsMissingWhileAnyOfItsSourcesSaysSo() {
    // Given
    AvailabilityListener probe = health.dependency("kafka");
    AvailabilityListener work = health.witness("kafka");
    probe.isUp();

    // When
    work.isDown("writing is not allowed");
    probe.isUp();

    // Then
    assertThat(kafka().missing()).hasValue("writing is not allowed");
    work.isUp();
    assertThat(kafka().up()).isTrue();
  }

  @Test
  void sinceIsWhenItWentAwayOrCameBackAndNotWhenThatWasSaidLast() {
    // Given
    AvailabilityListener probe = health.dependency("kafka");
    assertThat(kafka().since()).isEqualTo(START);
    probe.isUp();

    // When
    later(Duration.ofMinutes(1));
    probe.isDown("refused");
    later(Duration.ofMinutes(1));
    probe.isDown("no answer");

    // Then
    assertThat(kafka().missing()).hasValue("no answer");
    assertThat(kafka().since()).isEqualTo(START.plusSeconds(60));
    later(Duration.ofMinutes(1));
    probe.isUp();
    later(Duration.ofMinutes(1));
    probe.isUp();
    assertThat(kafka().since()).isEqualTo(START.plusSeconds(180));
  }

  @Test
  void aLoopThatStandsStillIsDeadAndOneThatRestsIsNot() {
    // Given
    Health.Loop loop = health.loop("drain");
    later(Health.STANDSTILL.plusSeconds(1));
    assertThat(health.dead()).as("it has not begun").isEmpty();

    // When
    loop.turns();
    later(Health.STANDSTILL);
    boolean slow = health.dead().isEmpty();
    later(Duration.ofSeconds(1));

    // Then
    assertThat(slow).isTrue();
    assertThat(health.dead()).containsEntry("drain", "stands still for 301 s");
    loop.turns();
    assertThat(health.dead()).isEmpty();
    loop.rests();
    later(Health.STANDSTILL.plusSeconds(1));
    assertThat(health.dead()).isEmpty();
  }

  private Health.State kafka() {
    return health.dependencies().get("kafka");
  }

  private void later(Duration time) {
    now = now.plus(time);
  }
}
