package dev.fraudpipeline.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void quotedFieldsHoldCommasLineBreaksAndQuotes() {
    // When
    List<List<String>> records = Csv.parse(",a\r\n0,\"b, \"\"c\"\"\nd\"\n1,\n");

    // Then
    assertThat(records)
        .containsExactly(List.of("", "a"), List.of("0", "b, \"c\"\nd"), List.of("1", ""));
  }

  @Test
  void aQuoteWithoutAnEndIsRefused() {
    assertThatThrownBy(() -> Csv.parse("a,\"b\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no end");
  }
}
