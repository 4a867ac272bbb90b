package dev.fraudpipeline.sandbox.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.ColumnType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The service's two encoders: pandas makes a "split" document of the rows (with slashes and all but
 * ASCII escaped), and the web framework makes a JSON string of that.
 */
final class SplitJson {
  /** Not a column of the training set: epoch milliseconds, in place of its two times. */
  static final String CURRENT_TIME = "current_time";

  /** Spelling of a number in JSON; any other cell is text, whatever its column should hold. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?");

  private static final JsonFactory PANDAS =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private SplitJson() {}

  /** The body of an answer with these rows; there may be none. */
  static byte[] body(List<String> columns, List<AnswerRow> rows) {
    String split = split(columns, rows);
    // Pandas leaves ASCII without control characters: two characters are left to escape.
    String twice = "\"" + split.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    return twice.getBytes(StandardCharsets.US_ASCII);
  }

  private static String split(List<String> columns, List<AnswerRow> rows) {
    StringWriter text = new StringWriter(400 + 300 * rows.size());
    try (JsonGenerator json = PANDAS.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("columns");
      for (String column : columns) {
        json.writeString(column);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("index");
      for (AnswerRow row : rows) {
        json.writeNumber(row.label());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("data");
      for (AnswerRow row : rows) {
        write(row, columns, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("text can always be written", e);
    }
    return text.toString();
  }

  private static void write(AnswerRow row, List<String> columns, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    for (int i = 0; i < columns.size(); i++) {
      String cell = row.cells().get(i);
      if (cell == null) {
        json.writeNull();
      } else if (isText(columns.get(i)) || !NUMBER.matcher(cell).matches()) {
        json.writeString(cell);
      } else {
        json.writeNumber(cell); // as it is spelled
      }
    }
    json.writeEndArray();
  }

  private static boolean isText(String column) {
    return Column.named(column).map(Column::type).map(ColumnType::isQuoted).orElse(false);
  }
}
