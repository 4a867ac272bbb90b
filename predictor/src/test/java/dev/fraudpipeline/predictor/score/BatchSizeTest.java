package dev.fraudpipeline.predictor.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidOptionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchSizeTest {

  @Test
  void aNumberIsTheSizeWhateverTheBacklog() throws Exception {
    BatchSize four = BatchSize.RULE.parse("4");

    assertThat(four.of(1, 1_000)).isEqualTo(4);
    assertThat(four.of(1_000_000, 1_000)).isEqualTo(4);
    assertThat(four.limit(1_000)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "50%, 10, 5",
    "50%, 11, 6",
    "50%, 1, 1",
    "1%, 1, 1",
    "100%, 7, 7",
    "50%, 10000, 1000",
    "50%, 9223372036854775, 1000",
  })
  void aShareIsOfTheBacklogAtLeastOneAndAtMostTheMaximum(String text, long backlog, int expected)
      throws Exception {
    BatchSize share = BatchSize.RULE.parse(text);

    assertThat(share.of(backlog, 1_000)).isEqualTo(expected);
    assertThat(share.limit(1_000)).isEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "10001", "0%", "101%", "4.5", "lots", "%", "50 %"})
  void anythingElseIsRefusedWithTheRule(String text) {
    assertThatThrownBy(() -> BatchSize.RULE.parse(text))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("a whole number from 1 to 10000, or a share of the backlog from 1% to 100%");
  }
}
