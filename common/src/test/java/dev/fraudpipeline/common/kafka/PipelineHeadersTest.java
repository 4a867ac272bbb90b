package dev.fraudpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineHeadersTest {
  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void headersAreUtf8TextAndTheLastOneCounts() {
    PipelineHeaders.add(headers, PipelineHeaders.MODEL, "first");
    PipelineHeaders.add(headers, PipelineHeaders.MODEL, "modèle 日本 😀");

    assertThat(PipelineHeaders.text(headers, PipelineHeaders.MODEL)).contains("modèle 日本 😀");
  }

  @Test
  void aTimeIsReadFromItsText() {
    PipelineHeaders.add(headers, PipelineHeaders.FETCHED_AT, "1730134684250");

    assertThat(PipelineHeaders.millis(headers, PipelineHeaders.FETCHED_AT))
        .contains(1_730_134_684_250L);
  }

  @Test
  void whatIsNotThereIsEmpty() {
    headers.add(PipelineHeaders.SCORE, null);

    assertThat(PipelineHeaders.text(headers, PipelineHeaders.MODEL)).isEmpty();
    assertThat(PipelineHeaders.text(headers, PipelineHeaders.SCORE)).isEmpty();
    assertThat(PipelineHeaders.millis(headers, PipelineHeaders.SCORE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "now", "1.5", "99999999999999999999"})
  void aTimeThatIsNoneIsEmpty(String text) {
    PipelineHeaders.add(headers, PipelineHeaders.FETCHED_AT, text);

    assertThat(PipelineHeaders.millis(headers, PipelineHeaders.FETCHED_AT)).isEmpty();
  }
}
