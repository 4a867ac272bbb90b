package dev.fraudpipeline.common.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules that settings of all daemons follow. */
public final class OptionRules {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)?");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern GROUP = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final Map<String, Integer> SIZE_SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

  private OptionRules() {}

  public static OptionRule<String> text() {
    return text -> text;
  }

  /** A whole number, both ends included. */
  public static OptionRule<Integer> integer(int min, int max) {
    return text -> {
      try {
        int value = Integer.parseInt(text);
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below, as for a number that is out of range.
      }
      throw new InvalidOptionException("a whole number from " + min + " to " + max);
    };
  }

  /** A number, both ends included. */
  public static OptionRule<Double> number(double min, double max) {
    return text -> {
      try {
        double value = Double.parseDouble(text);
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below, as for a number that is out of range.
      }
      throw new InvalidOptionException("a number from " + min + " to " + max);
    };
  }

  /** {@code 250ms}, {@code 15s}, {@code 2m} or {@code 1h}, both ends included. */
  public static OptionRule<Duration> duration(Duration min, Duration max) {
    return text -> {
      Matcher matcher = DURATION.matcher(text);
      if (matcher.matches()) {
        long amount = Long.parseLong(matcher.group(1));
        Duration value =
            switch (matcher.group(2)) {
              case "ms" -> Duration.ofMillis(amount);
              case "s" -> Duration.ofSeconds(amount);
              case "m" -> Duration.ofMinutes(amount);
              default -> Duration.ofHours(amount);
            };
        if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
          return value;
        }
      }
      throw new InvalidOptionException(
          "a duration such as 250ms, 15s, 2m or 1h, from " + spelled(min) + " to " + spelled(max));
    };
  }

  /** A duration as settings spell it, in the largest unit that is exact. */
  public static String spelled(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
  }

  /** Bytes: {@code 512KiB}, {@code 4MiB}, or a bare number; both ends included. */
  public static OptionRule<Long> size(long min, long max) {
    return text -> {
      Matcher matcher = SIZE.matcher(text);
      if (matcher.matches()) {
        long unit = matcher.group(2) == null ? 0 : SIZE_SHIFTS.get(matcher.group(2));
        long value = Long.parseLong(matcher.group(1)) << unit;
        if (value >= min && value <= max) {
          return value;
        }
      }
      throw new InvalidOptionException(
          "a size such as 512KiB or 4MiB, from " + min + " to " + max + " bytes");
    };
  }

  /** An absolute {@code http} or {@code https} URL with a host and without user and password. */
  public static OptionRule<URI> httpUrl() {
    return text -> {
      try {
        URI uri = new URI(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if ((scheme.equals("http") || scheme.equals("https"))
            && uri.getHost() != null
            && uri.getUserInfo() == null) {
          return uri;
        }
      } catch (URISyntaxException e) {
        // Said below, as for a URL of another kind.
      }
      throw new InvalidOptionException(
          "an http:// or https:// URL with a host, and without user and password");
    };
  }

  /** A Kafka topic's name. */
  public static OptionRule<String> topic() {
    return text -> {
      if (TOPIC.matcher(text).matches() && !text.equals(".") && !text.equals("..")) {
        return text;
      }
      throw new InvalidOptionException(
          "a topic name: at most 249 letters, digits, dots, underscores and hyphens");
    };
  }

  /** A group or instance name: what a Kafka group or transactional id may be made of. */
  public static OptionRule<String> id() {
    return text -> {
      if (GROUP.matcher(text).matches()) {
        return text;
      }
      throw new InvalidOptionException("a name of at most 200 visible ASCII characters, no blanks");
    };
  }

  public static OptionRule<Path> path() {
    return text -> {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new InvalidOptionException("a path");
      }
    };
  }
}
