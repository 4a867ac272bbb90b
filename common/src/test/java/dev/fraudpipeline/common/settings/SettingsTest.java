package dev.fraudpipeline.common.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final Setting<Integer> BATCH_SIZE =
      Setting.of("--batch-size", "BATCH_SIZE", Rules.integer(1, 10_000), "Rows of a batch.")
          .orElse("500");

  private static final Setting<String> TOPIC =
      Setting.of("--topic", "TOPIC", Rules.topic(), "Topic to read.");

  private static final Setting<Integer> TOKEN =
      Setting.secret("TOKEN", Rules.integer(1, 10), "Token of the model.");

  @Test
  void theOptionWinsOverTheVariableAndTheVariableOverTheDefault() {
    Map<String, String> option = Map.of("--batch-size", "1");
    Map<String, String> variable = Map.of("BATCH_SIZE", "2");

    assertThat(new Settings(option, variable).get(BATCH_SIZE)).isEqualTo(1);
    assertThat(new Settings(Map.of(), variable).get(BATCH_SIZE)).isEqualTo(2);
    assertThat(new Settings(Map.of(), Map.of()).get(BATCH_SIZE)).isEqualTo(500);
    assertThat(new Settings(option, variable).find(BATCH_SIZE)).contains(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void anEmptyVariableIsNotGiven(String empty) {
    Settings settings = new Settings(Map.of(), Map.of("BATCH_SIZE", empty, "TOKEN", empty));

    assertThat(settings.get(BATCH_SIZE)).isEqualTo(500);
    assertThat(settings.find(TOKEN)).isEmpty();
    assertThatCode(settings::throwIfInvalid).doesNotThrowAnyException();
  }

  @Test
  void blanksAroundAValueDoNotCount() {
    assertThat(new Settings(Map.of(), Map.of("BATCH_SIZE", " 7\n")).get(BATCH_SIZE)).isEqualTo(7);
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
    Settings settings = new Settings(Map.of(), Map.of("TOKEN", "hunter2", "TOPIC", "hunter 2"));

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
    Settings settings = new Settings(Map.of("--url", url), Map.of());

    // When
    settings.get(Setting.of("--url", "URL", Rules.httpUrl(), "Where it is."));

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
    assertThat(new Settings(Map.of("--token", "3"), Map.of()).find(TOKEN)).isEmpty();
  }

  @Test
  void settingsWithoutMistakesAreFine() {
    Settings settings = new Settings(Map.of("--topic", "t"), Map.of());

    assertThat(settings.get(TOPIC)).isEqualTo("t");
    assertThatCode(settings::throwIfInvalid).doesNotThrowAnyException();
  }

  private static List<String> problems(Map<String, String> options, Map<String, String> variables) {
    Settings settings = new Settings(options, variables);
    settings.get(BATCH_SIZE);
    settings.get(TOPIC);
    settings.find(TOKEN);
    settings.problem("a mistake between settings");
    return failure(settings).problems();
  }

  private static InvalidSettingsException failure(Settings settings) {
    return catchThrowableOfType(InvalidSettingsException.class, settings::throwIfInvalid);
  }

  @Test
  void whatIsShownHoldsNoSecretAndSaysWhereItComesFrom() {
    Setting<String> url = Setting.of("--url", "URL", Rules.text(), "A URL.").orElse("http://a/");
    Setting<String> token = Setting.secret("TOKEN", Rules.text(), "A token.");
    Settings settings =
        new Settings(
            Map.of("--url", "http://me:pass@host/path?key=k,https://host?b"), Map.of("TOKEN", "t"));

    assertThat(settings.shown(url)).contains("http://***@host/path?***,https://host?***");
    assertThat(settings.origin(url)).isEqualTo("option");
    assertThat(settings.shown(token)).contains("(not shown)");
    assertThat(settings.origin(token)).isEqualTo("environment");
    Settings nothing = new Settings(Map.of(), Map.of("TOKEN", " "));
    assertThat(nothing.shown(url)).contains("http://a/");
    assertThat(nothing.origin(url)).isEqualTo("default");
    assertThat(nothing.shown(token)).isEmpty();
  }
}
