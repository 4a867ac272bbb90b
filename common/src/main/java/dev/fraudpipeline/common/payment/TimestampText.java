package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/** Times and dates: read in the spellings that pandas and its users write, written in one. */
final class TimestampText {
  /** The spelling of a timestamp: {@code 2024-10-28 16:58:04}, UTC. */
  static final DateTimeFormatter CANONICAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final int CANONICAL_TIMESTAMP_LENGTH = 19;
  private static final int CANONICAL_DATE_LENGTH = 10;

  private static final byte[] TIMESTAMP_JSON = "\"....-..-.. ..:..:..\"".getBytes(US_ASCII);

  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 9999;

  /** 1900-01-01 00:00:00 and 9999-12-31 23:59:59, in seconds since 1970. */
  private static final long FIRST_SECOND =
      LocalDate.of(FIRST_YEAR, 1, 1).toEpochSecond(LocalTime.MIN, ZoneOffset.UTC);

  private static final long LAST_SECOND =
      LocalDate.of(LAST_YEAR, 12, 31).toEpochSecond(LocalTime.MAX, ZoneOffset.UTC);

  /** A date, a T or a blank, a time with or without a fraction, with or without an offset. */
  private static final DateTimeFormatter GENEROUS =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendPattern("[XXX][XX][X]")
          .optionalEnd()
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private TimestampText() {}

  /** A timestamp in any spelling, brought to UTC and whole seconds; empty where it is none. */
  static Optional<LocalDateTime> timestamp(String text) {
    try {
      TemporalAccessor parsed =
          GENEROUS.parseBest(
              text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      LocalDateTime time =
          parsed instanceof OffsetDateTime offset
              ? offset.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
              : parsed instanceof LocalDateTime local ? local : ((LocalDate) parsed).atStartOfDay();
      return Optional.of(time.with(ChronoField.NANO_OF_SECOND, 0)).filter(TimestampText::fits);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A date, also one that is spelled as a timestamp; empty where it is none. */
  static Optional<LocalDate> date(String text) {
    return timestamp(text).map(LocalDateTime::toLocalDate);
  }

  /** The time of so many seconds since 1970; empty beyond the years 1900 to 9999. */
  static Optional<LocalDateTime> ofEpochSecond(long seconds) {
    return seconds < FIRST_SECOND || seconds > LAST_SECOND
        ? Optional.empty()
        : Optional.of(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC));
  }

  /**
   * Seconds since 1970 from a number that may be milliseconds: what lies beyond the year 9999 as
   * seconds is a time of our days in milliseconds.
   */
  static long secondsOf(long secondsOrMillis) {
    return secondsOrMillis > LAST_SECOND
        ? Instant.ofEpochMilli(secondsOrMillis).getEpochSecond()
        : secondsOrMillis;
  }

  static boolean fits(LocalDateTime time) {
    return time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR;
  }

  /** True where the ASCII slice is a valid {@code yyyy-MM-dd} that needs no rewriting. */
  static boolean isCanonicalDate(byte[] b, int from, int to) {
    if (to - from != CANONICAL_DATE_LENGTH || b[from + 4] != '-' || b[from + 7] != '-') {
      return false;
    }
    int century = twoDigits(b, from);
    int year = twoDigits(b, from + 2);
    int month = twoDigits(b, from + 5);
    int day = twoDigits(b, from + 8);
    if (century < FIRST_YEAR / 100 || year < 0 || month < 1 || month > 12 || day < 1) {
      return false;
    }
    // Only the end of a month needs the calendar.
    return day <= 28 || day <= YearMonth.of(century * 100 + year, month).lengthOfMonth();
  }

  /** True where the ASCII slice is a {@code yyyy-MM-dd HH:mm:ss} that needs no rewriting. */
  static boolean isCanonicalTimestamp(byte[] b, int from, int to) {
    return to - from == CANONICAL_TIMESTAMP_LENGTH
        && isCanonicalDate(b, from, from + CANONICAL_DATE_LENGTH)
        && b[from + 10] == ' '
        && b[from + 13] == ':'
        && b[from + 16] == ':'
        && isBelow(24, b, from + 11)
        && isBelow(60, b, from + 14)
        && isBelow(60, b, from + 17);
  }

  /** The JSON string {@code "yyyy-MM-dd HH:mm:ss"} of a time that {@link #fits}. */
  static byte[] json(LocalDateTime time) {
    byte[] json = TIMESTAMP_JSON.clone();
    writeTwoDigits(time.getYear() / 100, json, 1);
    writeTwoDigits(time.getYear() % 100, json, 3);
    writeTwoDigits(time.getMonthValue(), json, 6);
    writeTwoDigits(time.getDayOfMonth(), json, 9);
    writeTwoDigits(time.getHour(), json, 12);
    writeTwoDigits(time.getMinute(), json, 15);
    writeTwoDigits(time.getSecond(), json, 18);
    return json;
  }

  private static void writeTwoDigits(int value, byte[] target, int at) {
    target[at] = (byte) ('0' + value / 10);
    target[at + 1] = (byte) ('0' + value % 10);
  }

  private static boolean isBelow(int limit, byte[] b, int at) {
    int value = twoDigits(b, at);
    return value >= 0 && value < limit;
  }

  /** The value of two ASCII digits, or -1. */
  private static int twoDigits(byte[] b, int at) {
    int tens = b[at] - '0';
    int ones = b[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }
}
