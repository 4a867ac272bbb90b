package dev.fraudpipeline.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.sandbox.SharedRecordings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitJsonTest {

  @Test
  void slashesQuotesAndForeignLettersAreEscapedTwice() {
    // Given
    List<String> columns = List.of("cc_num", "merchant", "current_time");
    List<String> cells = new ArrayList<>(List.of("30", "fraud_A/B \"C\" é", "1700000000000"));
    cells.set(0, null);

    // When
    byte[] body = SplitJson.body(columns, List.of(new AnswerRow(7, cells, "t", 1700000000, false)));

    // Then
    assertThat(new String(body, StandardCharsets.US_ASCII))
        .isEqualTo(
            "\"{\\\"columns\\\":[\\\"cc_num\\\",\\\"merchant\\\",\\\"current_time\\\"],\\\"index\\\":[7],"
                + "\\\"data\\\":[[null,\\\"fraud_A\\\\/B \\\\\\\"C\\\\\\\" \\\\u00e9\\\",1700000000000]]}\"");
  }

  @Test
  void noRowsLeaveEmptyLists() {
    // When
    byte[] body = SplitJson.body(List.of("amt"), List.of());

    // Then
    assertThat(new String(body, StandardCharsets.US_ASCII))
        .isEqualTo("\"{\\\"columns\\\":[\\\"amt\\\"],\\\"index\\\":[],\\\"data\\\":[]}\"");
  }

  @Test
  void theRecordedBodiesComeOutByteForByte() throws IOException {
    Optional<Path> samples = SharedRecordings.file("data/payments-api-samples.jsonl");
    assumeTrue(samples.isPresent(), "no recorded bodies here");
    for (String sample : Files.readAllLines(samples.get())) {
      // Given
      String inner = new ObjectMapper().readValue(sample, String.class);
      List<List<String>> lists = lists(inner);
      int label = Integer.parseInt(lists.get(1).get(0));

      // When
      byte[] body =
          SplitJson.body(lists.get(0), List.of(new AnswerRow(label, lists.get(2), "", 0, false)));

      // Then
      assertThat(new String(body, StandardCharsets.US_ASCII)).isEqualTo(sample);
      assertThat(lists.get(0)).isEqualTo(GeneratedPayments.COLUMNS);
    }
  }

  /** Columns, index and the one row, with numbers as they are spelled. */
  private static List<List<String>> lists(String json) throws IOException {
    List<List<String>> lists = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          List<String> list = new ArrayList<>();
          while (parser.nextToken().isScalarValue()) {
            list.add(parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText());
          }
          if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken().isScalarValue()) {
              list.add(parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText());
            }
          }
          lists.add(list);
        }
      }
    }
    return lists;
  }
}
