package dev.fraudpipeline.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private long nowMs = 1_000_000;

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return Instant.ofEpochMilli(nowMs);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  @Test
  void aNewMinuteAdmitsAgain() {
    // Given
    var limit = new RateLimit(2, clock);
    assertThat(limit.admits()).isTrue();
    nowMs += 59_999;
    assertThat(limit.admits()).isTrue();
    assertThat(limit.admits()).isFalse();

    // When
    nowMs += 1;

    // Then
    assertThat(limit.admits()).isTrue();
  }

  @Test
  void zeroIsNoLimit() {
    // Given
    var limit = new RateLimit(0, clock);

    // Then
    for (int i = 0; i < 1000; i++) {
      assertThat(limit.admits()).isTrue();
    }
  }
}
