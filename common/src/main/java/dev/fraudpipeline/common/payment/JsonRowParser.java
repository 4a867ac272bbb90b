package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the values of one row from a parser, in whatever order they come, checks each against its
 * column and brings it to the schema's spelling. The first value that does not fit is remembered,
 * and the rest of the row is read on, so that the rows behind it can be read. Not thread-safe.
 */
final class JsonRowParser {
  static final String CURRENT_TIME = "current_time";

  private final RowBuilder builder;

  /**
   * @param builder where the values of each row go
   */
  JsonRowParser(RowBuilder builder) {
    this.builder = builder;
  }

  /**
   * Takes the value at which {@code parser} stands, a whole one also where it is nested.
   *
   * @param name the column's; the values of unknown columns are passed over
   */
  void value(String name, JsonParser parser) throws IOException {
    if (name.equals(CURRENT_TIME)) {
      currentTime(parser);
    } else {
      Optional<Column> column = Column.named(name);
      if (column.isPresent()) {
        value(column.get(), parser);
      }
    }
    parser.skipChildren();
  }

  private void value(Column column, JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (!builder.isMissing(column)) {
      bad(column, "stands twice");
    } else if (token == JsonToken.VALUE_STRING) {
      string(column, parser.getText());
    } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      number(column, parser);
    } else if (column.type() == ColumnType.FLAG && token.isBoolean()) {
      builder.put(column, token == JsonToken.VALUE_TRUE ? "1" : "0");
    } else if (token != JsonToken.VALUE_NULL) {
      misfit(column);
    }
  }

  /** Takes the API's {@code current_time}: milliseconds since 1970, or ISO 8601. */
  private void currentTime(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (builder.hasCurrentTime()) {
      builder.problem(RejectionCode.BAD_VALUE, CURRENT_TIME + " stands twice");
    } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      String text = parser.getText();
      NumberText.integer(text.strip())
          .map(millis -> TimestampText.ofEpochSecond(Math.floorDiv(millis, 1_000L)))
          .orElseGet(() -> TimestampText.timestamp(text))
          .ifPresent(builder::currentTime);
    }
    if (!builder.hasCurrentTime() && token != JsonToken.VALUE_NULL) {
      builder.problem(
          RejectionCode.BAD_VALUE,
          CURRENT_TIME + " must be milliseconds since 1970 or an ISO 8601 time");
    }
  }

  private void string(Column column, String text) {
    if (ColumnRules.isExactTime(column, text.getBytes(UTF_8))) {
      builder.put(column, '"' + text + '"');
      return;
    }
    switch (column.type()) {
      case TEXT -> text(column, text);
      case TIMESTAMP ->
          TimestampText.timestamp(text)
              .ifPresentOrElse(builder::putTimestamp, () -> misfit(column));
      case DATE ->
          TimestampText.date(text)
              .ifPresentOrElse(
                  date -> builder.put(column, '"' + date.toString() + '"'), () -> misfit(column));
      case BIGINT, INTEGER, FLAG, DECIMAL, DOUBLE -> numberText(column, text.strip());
    }
  }

  private void text(Column column, String text) {
    if (text.isBlank() && column == Column.TRANS_NUM) {
      return; // as good as missing
    }
    if (text.codePointCount(0, text.length()) > ColumnRules.longest(column)) {
      bad(column, "must be text of at most " + ColumnRules.longest(column) + " characters");
    } else if (text.indexOf('\0') >= 0) {
      bad(column, "must not hold a NUL character");
    } else if (JsonText.hasLoneSurrogate(text)) {
      bad(column, "must not hold half of a surrogate pair");
    } else {
      builder.put(column, JsonText.quoted(text));
    }
  }

  private void number(Column column, JsonParser parser) throws IOException {
    String text = parser.getText();
    byte[] json = text.getBytes(UTF_8);
    DocumentCursor cursor = new DocumentCursor(json, json.length);
    if (ColumnRules.passExactNumber(column, cursor) && cursor.isAtEnd()) {
      builder.put(column, json);
    } else if (column.type() == ColumnType.TEXT && !parser.isNaN()) {
      text(column, text);
    } else {
      numberText(column, text);
    }
  }

  private void numberText(Column column, String text) {
    ColumnRules.number(column, text)
        .ifPresentOrElse(json -> builder.put(column, json), () -> misfit(column));
  }

  private void misfit(Column column) {
    bad(column, "must be " + ColumnRules.rule(column));
  }

  private void bad(Column column, String what) {
    builder.problem(RejectionCode.BAD_VALUE, column.columnName() + " " + what);
  }
}
