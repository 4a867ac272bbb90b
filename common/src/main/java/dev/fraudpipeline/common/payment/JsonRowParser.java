package dev.fraudpipeline.common.payment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the values of one row from a parser, in whatever order they come, checks each against its
 * column and brings it to the schema's spelling. The first value that does not fit is remembered,
 * and the rest of the row is read on, so that the rows behind it can be read.
 *
 * <p>Most values need no change and are copied from the document as bytes; only the others become
 * Java objects. Not thread-safe; used again for row after row.
 */
final class JsonRowParser {
  static final String CURRENT_TIME = "current_time";

  private final RowBuilder values;
  private byte[] document;
  private int origin;

  /**
   * @param values where the values of each row go
   */
  JsonRowParser(RowBuilder values) {
    this.values = values;
  }

  /**
   * Forgets the row before.
   *
   * @param source what the parser reads
   * @param parserOrigin where in it the parser began to read
   */
  void begin(byte[] source, int parserOrigin) {
    document = source;
    origin = parserOrigin;
    values.begin();
  }

  /**
   * Takes the value at which {@code parser} stands, a whole one also where it is nested.
   *
   * @param name the column's; the values of unknown columns are passed over
   */
  void value(String name, JsonParser parser) throws IOException {
    if (name.equals(CURRENT_TIME)) {
      currentTime(parser);
      return;
    }
    Optional<Column> column = Column.named(name);
    if (column.isPresent()) {
      value(column.get(), parser);
    } else {
      parser.skipChildren();
    }
  }

  private void value(Column column, JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (!values.isMissing(column)) {
      bad(column, "stands twice");
    } else if (token == JsonToken.VALUE_STRING) {
      string(column, parser);
    } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      number(column, parser);
    } else if (column.type() == ColumnType.FLAG && token.isBoolean()) {
      values.put(column, token == JsonToken.VALUE_TRUE ? "1" : "0");
    } else if (token != JsonToken.VALUE_NULL) {
      misfit(column);
    }
    parser.skipChildren();
  }

  /** Takes the API's {@code current_time}: milliseconds since 1970, or ISO 8601. */
  private void currentTime(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (values.hasCurrentTime()) {
      values.problem(RejectionCode.BAD_VALUE, CURRENT_TIME + " stands twice");
    } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      String text = parser.getText();
      NumberText.integer(text.strip())
          .map(millis -> TimestampText.ofEpochSecond(Math.floorDiv(millis, 1_000L)))
          .orElseGet(() -> TimestampText.timestamp(text))
          .ifPresent(values::currentTime);
    }
    if (!values.hasCurrentTime() && token != JsonToken.VALUE_NULL) {
      values.problem(
          RejectionCode.BAD_VALUE,
          CURRENT_TIME + " must be milliseconds since 1970 or an ISO 8601 time");
    }
    parser.skipChildren();
  }

  /** Where in the document the token begins at which the parser stands. */
  int tokenStart(JsonParser parser) {
    return origin + (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Where in the document the parser has come to. */
  int position(JsonParser parser) {
    return origin + (int) parser.currentLocation().getByteOffset();
  }

  // --- strings

  private void string(Column column, JsonParser parser) throws IOException {
    int decoded = parser.getTextLength();
    int start = tokenStart(parser) + 1;
    int end = position(parser) - 1;
    // An escape or a character beyond ASCII takes more bytes than characters.
    boolean verbatim = decoded == end - start;
    if (verbatim && ColumnRules.isExactString(column, document, start, end)) {
      values.put(column, document, start - 1, end + 1);
      return;
    }
    switch (column.type()) {
      case TEXT -> unusualText(column, parser.getText());
      case TIMESTAMP ->
          TimestampText.timestamp(parser.getText())
              .ifPresentOrElse(values::putTimestamp, () -> misfit(column));
      case DATE ->
          TimestampText.date(parser.getText())
              .ifPresentOrElse(
                  date -> values.put(column, '"' + date.toString() + '"'), () -> misfit(column));
      default -> numberText(column, parser.getText().strip());
    }
  }

  private void unusualText(Column column, String text) {
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
      values.put(column, JsonText.quoted(text));
    }
  }

  // --- numbers

  private void number(Column column, JsonParser parser) throws IOException {
    int start = tokenStart(parser);
    int end = start + parser.getTextLength();
    if (ColumnRules.endOfExactNumber(column, document, start, end) == end) {
      values.put(column, document, start, end);
    } else if (column.type() == ColumnType.TEXT && !parser.isNaN()) {
      unusualText(column, parser.getText());
    } else {
      numberText(column, parser.getText());
    }
  }

  private void numberText(Column column, String text) {
    ColumnRules.number(column, text)
        .ifPresentOrElse(json -> values.put(column, json), () -> misfit(column));
  }

  private void misfit(Column column) {
    bad(column, "must be " + ColumnRules.rule(column));
  }

  private void bad(Column column, String what) {
    values.problem(RejectionCode.BAD_VALUE, column.columnName() + " " + what);
  }
}
