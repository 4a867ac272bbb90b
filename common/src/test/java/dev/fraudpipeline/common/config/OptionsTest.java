package dev.fraudpipeline.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  private static final Option<Integer> BATCH_SIZE =
      Option.of("--batch-size", "BATCH_SIZE", OptionRules.integer(1, 10_000), "Rows of a batch.")
          .orElse("500");

  private static final Option<String> TOPIC =
      Option.of("--topic", "TOPIC", OptionRules.topic(), "Topic to read.");

  private static final Option<Integer> TOKEN =
      Option.secret("TOKEN", OptionRules.integer(1, 10), "Token of the model.");

  @Test
  void theOptionWinsOverTheVariableAndTheVariableOverTheDefault() {
    Map<String, String> option = Map.of("--batch-size", "1");
    Map<String, String> variable = Map.of("BATCH_SIZE", "2");

    assertThat(new Options(option, variable).get(BATCH_SIZE)).isEqualTo(1);
    assertThat(new Options(Map.of(), variable).get(BATCH_SIZE)).isEqualTo(2);
    assertThat(new Options(Map.of(), Map.of()).get(BATCH_SIZE)).isEqualTo(500);
    assertThat(new Options(option, variable).find(BATCH_SIZE)).contains(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void anEmptyVariableIsNotGiven(String empty) {
    Options settings = new Options(Map.of(), Map.of("BATCH_SIZE", empty, "TOKEN", empty));

    assertThat(settings.get(BATCH_SIZE)).isEqualTo(500);
    assertThat(settings.find(TOKEN)).isEmpty();
    assertThatCode(settings::throwIfInvalid).doesNotThrowAnyException();
  }

  @Test
  void blanksAroundAValueDoNotCount() {
    assertThat(new Options(Map.of(), Map.of("BATCH_SIZE", " 7\n")).get(BATCH_SIZE)).isEqualTo(7);
  }

  @Test
  void anEmptyOptionIsAMistake() {
    assertThat(problems(Map.of("--batch-size", " "), Map.of()))
        .first()
        .asString()
        .startsWith("BATCH_SIZE (--batch-size) must be ");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThat(problems(Map.of("--batch-size", "lots"), Map.of("TOKEN", "hunter2")))
        .containsExactly(
            "BATCH_SIZE (--batch-size) must be a whole number from 1 to 10000, but is \"lots\"",
            "TOPIC (--topic) must be given: Topic to read.",
            "TOKEN must be a whole number from 1 to 10",
            "a mistake between settings");
  }

  @Test
  void aMistakeIsOneShortLineWhateverTheValueHolds() {
    List<String> problems =
        problems(
            Map.of("--batch-size", "a\nWARN ALARM - \u001b[2J\"" + "x".repeat(5_000)), Map.of());

    assertThat(problems.get(0))
        .doesNotContain("\n", "\u001b")
        .contains("but is \"a\\nWARN ALARM")
        .hasSizeLessThan(300);
  }

  @Test
  void aSecretIsNeverShown() {
    // Given
    Options settings = new Options(Map.of(), Map.of("TOKEN", "hunter2", "TOPIC", "hunter 2"));

    // When
    settings.get(TOKEN);
    settings.get(TOPIC.notShown());

    // Then
    assertThat(failure(settings)).hasMessageNotContaining("hunter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@host/",
        "https://user:hun@ter2@host/",
        "postgres://u:hunter2@h:1/db"
      })
  void aPasswordInAUrlIsNotShown(String url) {
    // Given
    Options settings = new Options(Map.of("--url", url), Map.of());

    // When
    settings.get(Option.of("--url", "URL", OptionRules.httpUrl(), "Where it is."));

    // Then
    assertThat(failure(settings)).hasMessageStartingWith("URL (--url) must be an http://");
    assertThat(failure(settings))
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("ter2");
  }

  @Test
  void aSecretHasNoOption() {
    assertThat(TOKEN.option()).isEmpty();
    assertThat(TOKEN.label()).isEqualTo("TOKEN");
    assertThat(new Options(Map.of("--token", "3"), Map.of()).find(TOKEN)).isEmpty();
  }

  @Test
  void settingsWithoutMistakesAreFine() {
    Options settings = new Options(Map.of("--topic", "t"), Map.of());

    assertThat(settings.get(TOPIC)).isEqualTo("t");
    assertThatCode(settings::throwIfInvalid).doesNotThrowAnyException();
  }

  private static List<String> problems(Map<String, String> options, Map<String, String> variables) {
    Options settings = new Options(options, variables);
    settings.get(BATCH_SIZE);
    settings.get(TOPIC);
    settings.find(TOKEN);
    settings.problem("a mistake between settings");
    return failure(settings).problems();
  }

  private static InvalidConfigException failure(Options settings) {
    return catchThrowableOfType(InvalidConfigException.class, settings::throwIfInvalid);
  }

  @Test
  void whatIsShownHoldsNoSecretAndSaysWhereItComesFrom() {
    Option<String> url =
        Option.of("--url", "URL", OptionRules.text(), "A URL.").orElse("http://a/");
    Option<String> token = Option.secret("TOKEN", OptionRules.text(), "A token.");
    Options settings =
        new Options(
            Map.of("--url", "http://me:pass@host/path?key=k,https://host?b"), Map.of("TOKEN", "t"));

    assertThat(settings.shown(url)).contains("http://***@host/path?***,https://host?***");
    assertThat(settings.origin(url)).isEqualTo("option");
    assertThat(settings.shown(token)).contains("(not shown)");
    assertThat(settings.origin(token)).isEqualTo("environment");
    Options nothing = new Options(Map.of(), Map.of("TOKEN", " "));
    assertThat(nothing.shown(url)).contains("http://a/");
    assertThat(nothing.origin(url)).isEqualTo("default");
    assertThat(nothing.shown(token)).isEmpty();
  }
}
