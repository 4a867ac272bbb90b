package dev.fraudpipeline.producer.poll;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: seconds, or an HTTP date (RFC 9110, section 10.2.3). */
final class RetryAfterHeader {
  /** Nobody means to be left alone for longer; and a server's clock may be wrong. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfterHeader() {}

  /** The wait from {@code now}, at least 0; empty where the header is neither. */
  static Optional<Duration> parse(String header, Instant now) {
    return seconds(header.strip())
        .or(() -> date(header.strip(), now))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static Optional<Duration> seconds(String header) {
    try {
      return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> date(String header, Instant now) {
    try {
      Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, until));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
