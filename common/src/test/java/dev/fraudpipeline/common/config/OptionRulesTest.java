package dev.fraudpipeline.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionRulesTest {
  private static final OptionRule<Duration> DURATION =
      OptionRules.duration(Duration.ofMillis(1), Duration.ofHours(24));

  @ParameterizedTest
  @CsvSource({
    "1ms, PT0.001S",
    "250ms, PT0.25S",
    "15s, PT15S",
    "2m, PT2M",
    "1h, PT1H",
    "24h, PT24H",
    "1440m, PT24H",
    "86400000ms, PT24H"
  })
  void aDurationHasANumberAndAUnit(String text, Duration expected) throws InvalidOptionException {
    assertThat(DURATION.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0ms",
        "15",
        "s",
        "1.5s",
        "-1s",
        "+1s",
        "15 s",
        "15S",
        "1d",
        "86400001ms",
        "25h",
        "999999999h",
        "99999999999999999999s",
        "15s15s",
        "\u0661s",
        "PT15S"
      })
  void whatIsNoDurationInRangeIsRefused(String text) {
    assertThatThrownBy(() -> DURATION.parse(text))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("a duration such as 250ms, 15s, 2m or 1h, from 1ms to 24h");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.25S, 250ms",
    "PT1.5S, 1500ms",
    "PT15S, 15s",
    "PT90S, 90s",
    "PT2M, 2m",
    "PT90M, 90m",
    "PT24H, 24h"
  })
  void aDurationIsSpelledAsAUserWould(Duration duration, String text) {
    assertThat(OptionRules.spelled(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1024, 1024",
    "512KiB, 524288",
    "4MiB, 4194304",
    "1GiB, 1073741824",
    "1048576KiB, 1073741824"
  })
  void aSizeIsInBytesOrBinaryUnits(String text, long expected) throws InvalidOptionException {
    assertThat(OptionRules.size(1, 1L << 30).parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "4MB",
        "4mib",
        "4 MiB",
        "1.5MiB",
        "2GiB",
        "1073741825",
        "999999999GiB",
        "MiB",
        "99999999999"
      })
  void whatIsNoSizeInRangeIsRefused(String text) {
    assertThatThrownBy(() -> OptionRules.size(1, 1L << 30).parse(text))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("a size such as 512KiB or 4MiB, from 1 to 1073741824 bytes");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10000, 10000", "+5, 5", "007, 7"})
  void aWholeNumberIncludesBothEnds(String text, int expected) throws InvalidOptionException {
    assertThat(OptionRules.integer(1, 10_000).parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10001", "1.0", "lots", "1e3", "99999999999999", "-1", "0x10"})
  void whatIsNoWholeNumberInRangeIsRefused(String text) {
    assertThatThrownBy(() -> OptionRules.integer(1, 10_000).parse(text))
        .hasMessage("a whole number from 1 to 10000");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "0.5, 0.5", "5e-1, 0.5"})
  void aNumberIncludesBothEnds(String text, double expected) throws InvalidOptionException {
    assertThat(OptionRules.number(0, 1).parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-0.1", "1.1", "half", "50%", "0,5"})
  void whatIsNoNumberInRangeIsRefused(String text) {
    assertThatThrownBy(() -> OptionRules.number(0, 1).parse(text))
        .hasMessage("a number from 0.0 to 1.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:5000/invocations",
        "https://real-time-payments-api.herokuapp.com/current-transactions",
        "HTTP://127.0.0.1",
        "http://[::1]:5000/?n=10"
      })
  void anHttpUrlHasAHost(String text) throws InvalidOptionException {
    assertThat(OptionRules.httpUrl().parse(text)).isEqualTo(URI.create(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:5000",
        "localhost",
        "/invocations",
        "ftp://host/",
        "http:///path",
        "http://",
        "http:host",
        "http://ho st/",
        "http://user:password@host/",
        "http://user@host/",
        "file:/x"
      })
  void whatIsNoSuchUrlIsRefused(String text) {
    assertThatThrownBy(() -> OptionRules.httpUrl().parse(text))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("an http:// or https:// URL with a host, and without user and password");
  }

  @Test
  void topicsAndIdsAreWhatKafkaTakes() throws InvalidOptionException {
    assertThat(OptionRules.topic().parse("topic_1.a-B")).isEqualTo("topic_1.a-B");
    assertThat(OptionRules.topic().parse("t".repeat(249))).hasSize(249);
    assertThat(OptionRules.id().parse("predictor:1/@")).isEqualTo("predictor:1/@");
    assertThat(OptionRules.path().parse("a/b c")).isEqualTo(Path.of("a/b c"));
    for (String bad : new String[] {".", "..", "a b", "t/1", "thème", "t".repeat(250), "a\n"}) {
      assertThatThrownBy(() -> OptionRules.topic().parse(bad))
          .isInstanceOf(InvalidOptionException.class);
    }
    for (String bad : new String[] {"a b", "prédicteur", "a\nb", "i".repeat(201)}) {
      assertThatThrownBy(() -> OptionRules.id().parse(bad))
          .isInstanceOf(InvalidOptionException.class);
    }
    assertThatThrownBy(() -> OptionRules.path().parse("a\0b"))
        .isInstanceOf(InvalidOptionException.class);
  }
}
