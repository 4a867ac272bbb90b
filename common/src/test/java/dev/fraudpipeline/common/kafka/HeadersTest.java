package dev.fraudpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void headersAreUtf8TextAndTheLastOneCounts() {
    Headers.add(headers, Headers.MODEL, "first");
    Headers.add(headers, Headers.MODEL, "modèle 日本 😀");

    assertThat(Headers.text(headers, Headers.MODEL)).contains("modèle 日本 😀");
  }

  @Test
  void aTimeIsReadFromItsText() {
    Headers.add(headers, Headers.FETCHED_AT, "1730134684250");

    assertThat(Headers.millis(headers, Headers.FETCHED_AT)).contains(1_730_134_684_250L);
  }

  @Test
  void whatIsNotThereIsEmpty() {
    headers.add(Headers.SCORE, null);

    assertThat(Headers.text(headers, Headers.MODEL)).isEmpty();
    assertThat(Headers.text(headers, Headers.SCORE)).isEmpty();
    assertThat(Headers.millis(headers, Headers.SCORE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "now", "1.5", "99999999999999999999"})
  void aTimeThatIsNoneIsEmpty(String text) {
    Headers.add(headers, Headers.FETCHED_AT, text);

    assertThat(Headers.millis(headers, Headers.FETCHED_AT)).isEmpty();
  }
}
