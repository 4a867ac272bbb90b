package dev.fraudpipeline.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptionGroupTest {
  private static final Option<String> SHARED =
      Option.of("--shared", "SHARED", OptionRules.text(), "Of all daemons.").orElse("s");

  private static final Option<String> LOG_IN =
      Option.secret("LOG_IN", OptionRules.text(), "Of all daemons.");

  private static final Option<Integer> LAST =
      Option.of("--last", "LAST", OptionRules.integer(1, 9), "Of all daemons.");

  @Test
  void whatIsDeclaredStandsBetweenWhatIsSharedAndSecretsStandAtTheEnd() {
    // Given
    OptionGroup group = new OptionGroup(List.of(SHARED, LOG_IN));
    Option<String> token = group.add(Option.secret("TOKEN", OptionRules.text(), "Of this daemon."));
    Option<Integer> size =
        group.add(Option.of("--size", "SIZE", OptionRules.integer(1, 9), "Of this daemon."));

    // Then
    assertThat(group.allWith(List.of(LAST))).containsExactly(SHARED, size, LAST, LOG_IN, token);
  }

  @Test
  void valuesAreThoseOfTheGroupAndOfNothingElse() {
    // Given
    Options options = new Options(Map.of("--last", "7"), Map.of());

    // When
    OptionValues values = options.values(List.of(SHARED, LAST, LOG_IN));

    // Then
    assertThat(values.get(SHARED)).isEqualTo("s");
    assertThat(values.get(LAST)).isEqualTo(7);
    assertThat(values.find(LOG_IN)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> values.get(LOG_IN));
    Option<Integer> forgotten = Option.option("--forgotten", OptionRules.integer(1, 9), "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> values.find(forgotten))
        .withMessage("--forgotten was not read");
  }

  @Test
  void aMistakeThatIsReadTwiceIsToldOnce() {
    // Given
    Options options = new Options(Map.of("--last", "lots"), Map.of());

    // When
    OptionValues unused = options.values(List.of(LAST));
    Integer again = options.get(LAST);

    // Then
    assertThat(again).isNull();
    assertThat(
            catchThrowableOfType(InvalidConfigException.class, options::throwIfInvalid).problems())
        .hasSize(1);
  }
}
