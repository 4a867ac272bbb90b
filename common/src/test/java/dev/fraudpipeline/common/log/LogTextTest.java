package dev.fraudpipeline.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r\n",
        "\u0000",
        "\u001b[2J",
        "\u0008",
        "\u007f",
        "\u0085",
        "\u009b31m",
        "\u2028",
        "\u2029"
      })
  void textFromOutsideForgesNoLine(String evil) {
    // When
    String escaped = LogText.escaped("a" + evil + "WARN ALARM - fraud");

    // Then
    assertThat(escaped).startsWith("a\\").endsWith("WARN ALARM - fraud");
    assertThat(escaped.chars()).noneMatch(Character::isISOControl);
    assertThat(escaped.lines()).hasSize(1);
    assertThat(escaped).doesNotContain("\u2028", "\u2029");
  }

  @Test
  void textIsEscapedAsInJson() {
    assertThat(LogText.escaped("say \"hi\" \\ é")).isEqualTo("say \\\"hi\\\" \\\\ é");
    assertThat(LogText.escaped("a\nb\tc")).isEqualTo("a\\nb\\tc");
    assertThat(LogText.escaped("\u0085")).isEqualTo("\\u0085");
    assertThat(LogText.quoted("fraud_Berge, Kautzer and Harris"))
        .isEqualTo("\"fraud_Berge, Kautzer and Harris\"");
    assertThat(LogText.quoted("\" score=0 \"")).isEqualTo("\"\\\" score=0 \\\"\"");
  }

  @Test
  void textIsCutAtEightyCharacters() {
    assertThat(LogText.escaped("x".repeat(80))).isEqualTo("x".repeat(80));
    assertThat(LogText.escaped("x".repeat(81))).isEqualTo("x".repeat(80) + "...");
    assertThat(LogText.escaped("x".repeat(1 << 20))).hasSize(83);
    assertThat(LogText.escaped("\u0001".repeat(1 << 20))).hasSizeLessThan(500);
  }

  @ParameterizedTest
  @CsvSource({
    "4855488158134052, ************4052",
    "4992346398065154184, ***************4184",
    "30432095985, *******5985",
    "123456789, *****6789",
    "12345678, ********",
    "1234, ****",
    "'', ''"
  })
  void aCardShowsItsLastFourDigitsOnly(String card, String shown) {
    assertThat(LogText.card(card)).isEqualTo(shown);
  }

  @Test
  void aCauseIsThePhraseOfTheDeepestOne() {
    Exception failure =
        new IllegalStateException("outer", new IOException("refused\nWARN ALARM - fraud"));

    assertThat(LogText.cause(failure)).isEqualTo("IOException: refused\\nWARN ALARM - fraud");
    assertThat(LogText.cause(new IOException())).isEqualTo("IOException");
  }
}
