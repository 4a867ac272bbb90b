package dev.fraudpipeline.producer.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterHeaderTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

  @ParameterizedTest
  @CsvSource({"0, 0", "120, 120", "' 7 ', 7", "-5, 0", "99999999, 3600"})
  void secondsAreTakenWithinReason(String header, long seconds) {
    assertThat(RetryAfterHeader.parse(header, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void anHttpDateIsTheTimeUntilThen() {
    assertThat(RetryAfterHeader.parse("Mon, 23 Nov 2026 10:16:00 GMT", NOW))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryAfterHeader.parse("Mon, 23 Nov 2026 10:00:00 GMT", NOW))
        .contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "1.5", "Mon, 99 Nov 2026 10:16:00 GMT"})
  void anythingElseIsAsIfItWereNotThere(String header) {
    assertThat(RetryAfterHeader.parse(header, NOW)).isEmpty();
  }
}
