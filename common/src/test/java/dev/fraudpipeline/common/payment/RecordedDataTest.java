package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real answers of the API and real training rows, every value compared; skipped without them. */
class RecordedDataTest {

  @Test
  void everyRecordedAnswerIsReadWithEveryValue() throws IOException {
    for (String body : lines("payments-api-samples.jsonl")) {
      // Given
      Map<String, String> expected = values(body);
      Instant time = Instant.ofEpochMilli(Long.parseLong(expected.remove("current_time")));

      // When
      Payment payment = Documents.payment(body);

      // Then
      expected.forEach((column, text) -> assertSame(payment, column, text));
      assertThat(expected).hasSize(Column.ALL.size() - 2);
      assertThat(payment.integer(Column.UNIX_TIME)).isEqualTo(time.getEpochSecond());
      assertThat(payment.text(Column.TRANS_DATE_TRANS_TIME))
          .isEqualTo(time.toString().substring(0, 19).replace('T', ' '));
    }
  }

  @Test
  void everyTrainingRowIsReadWithEveryValue() throws IOException {
    List<String> lines = lines("training-rows.csv");
    List<String> header = fields(lines.get(0));
    for (String line : lines.subList(1, lines.size())) {
      // Given
      List<String> fields = fields(line);
      Documents document = Documents.payment();
      for (int i = 1; i < header.size(); i++) {
        Column column = Column.named(header.get(i)).orElseThrow();
        boolean quoted = column.type().isQuoted();
        document = document.with(header.get(i), quoted ? '"' + fields.get(i) + '"' : fields.get(i));
      }

      // When
      Payment payment = Documents.payment(document.split());

      // Then
      assertThat(Documents.json(payment)).isEqualTo(document.flat());
      for (int i = 1; i < header.size(); i++) {
        assertSame(payment, header.get(i), fields.get(i));
      }
    }
  }

  private static void assertSame(Payment payment, String name, String text) {
    Column column = Column.named(name).orElseThrow();
    assertThat(payment.text(column)).isEqualTo(text);
    switch (column.type()) {
      case BIGINT, INTEGER, FLAG ->
          assertThat(BigDecimal.valueOf(payment.integer(column))).isEqualTo(new BigDecimal(text));
      case DECIMAL -> assertThat(payment.decimal(column)).isEqualTo(new BigDecimal(text));
      case DOUBLE -> assertThat(payment.real(column)).isEqualTo(Double.parseDouble(text));
      case TEXT, DATE, TIMESTAMP -> assertThat(payment.isNull(column)).isFalse();
    }
  }

  /** The values of a one-row answer as text, by column. */
  private static Map<String, String> values(String body) throws IOException {
    String split;
    try (JsonParser outer = JsonDocumentParser.JSON.createParser(body)) {
      assertThat(outer.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
      split = outer.getText();
    }
    List<String> columns = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    try (JsonParser parser = JsonDocumentParser.JSON.createParser(split)) {
      String member = "";
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          member = parser.currentName();
        } else if (parser.currentToken().isScalarValue() && member.equals("columns")) {
          columns.add(parser.getText());
        } else if (parser.currentToken().isScalarValue() && member.equals("data")) {
          values.put(columns.get(values.size()), parser.getText());
        }
      }
    }
    return values;
  }

  /** The fields of a CSV line; in this file a quoted field holds commas, and no quotes. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static List<String> lines(String name) throws IOException {
    Path data =
        Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
            .map(folder -> folder.resolve("shared").resolve("data").resolve(name))
            .filter(Files::exists)
            .findFirst()
            .orElse(Path.of(name));
    assumeThat(data).exists();
    return Files.readAllLines(data, UTF_8);
  }
}
