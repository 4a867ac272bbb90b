package dev.fraudpipeline.common.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fraudpipeline.common.rejected.RejectedCode;
import dev.fraudpipeline.common.rejected.Rejection;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes the values of one row in whatever order they come, checks each against its column and
 * brings it to the schema's spelling. The first value that does not fit is remembered, and the rest
 * of the row is read on, so that the rows behind it can be read.
 *
 * <p>Most values need no change and are copied from the document as bytes; only the others become
 * Java objects. Not thread-safe; used again for row after row.
 */
final class RowReader {
  private static final String CURRENT_TIME = "current_time";

  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_TRANS_NUM = 128;

  private final int[] from = new int[Column.ALL.size()];
  private final int[] to = new int[Column.ALL.size()];
  private byte[] values = new byte[1_024];
  private int length;
  private LocalDateTime currentTime;
  private Rejection problem;

  /** Forgets the row before. */
  void begin() {
    Arrays.fill(from, 0);
    Arrays.fill(to, 0);
    length = 0;
    currentTime = null;
    problem = null;
  }

  /**
   * Takes the value at which {@code parser} stands, a whole one also where it is nested.
   *
   * @param name the column's; the values of unknown columns are passed over
   * @param document what the parser reads
   */
  void value(String name, JsonParser parser, byte[] document) throws IOException {
    if (name.equals(CURRENT_TIME)) {
      currentTime(parser);
      return;
    }
    Optional<Column> column = Column.named(name);
    if (column.isPresent()) {
      value(column.get(), parser, document);
    } else {
      parser.skipChildren();
    }
  }

  private void value(Column column, JsonParser parser, byte[] document) throws IOException {
    JsonToken token = parser.currentToken();
    int i = column.position();
    if (to[i] != from[i]) {
      bad(column, "stands twice");
    } else if (token == JsonToken.VALUE_STRING) {
      string(column, parser, document);
    } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      number(column, parser, document);
    } else if (column.type() == ColumnType.FLAG && token.isBoolean()) {
      put(column, token == JsonToken.VALUE_TRUE ? "1" : "0");
    } else if (token != JsonToken.VALUE_NULL) {
      misfit(column);
    }
    parser.skipChildren();
  }

  /** Takes the API's {@code current_time}: milliseconds since 1970, or ISO 8601. */
  private void currentTime(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (currentTime != null) {
      problem(RejectedCode.BAD_VALUE, CURRENT_TIME + " stands twice");
    } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      String text = parser.getText();
      currentTime =
          Numbers.integer(text.strip())
              .map(millis -> Times.ofEpochSecond(Math.floorDiv(millis, 1_000L)))
              .orElseGet(() -> Times.timestamp(text))
              .orElse(null);
    }
    if (currentTime == null && token != JsonToken.VALUE_NULL) {
      problem(
          RejectedCode.BAD_VALUE,
          CURRENT_TIME + " must be milliseconds since 1970 or an ISO 8601 time");
    }
    parser.skipChildren();
  }

  /** Notes what is wrong with the row as such. */
  void problem(RejectedCode code, String reason) {
    if (problem == null) {
      problem = new Rejection(code, reason);
    }
  }

  /**
   * The row as a payment, or what is wrong with it.
   *
   * @param original gives the bytes of a row that is bad; not asked otherwise
   */
  Row finish(Supplier<byte[]> original) {
    completeTimes();
    require(Column.TRANS_NUM);
    require(Column.CC_NUM);
    require(Column.AMT);
    return problem == null ? Payment.of(values, from, to) : new BadRow(problem, original.get());
  }

  private void require(Column column) {
    if (isMissing(column)) {
      problem(RejectedCode.MISSING_COLUMN, column.columnName() + " is missing or null");
    }
  }

  private boolean isMissing(Column column) {
    return from[column.position()] == to[column.position()];
  }

  /** Both time columns from whatever time there is. */
  private void completeTimes() {
    boolean noText = isMissing(Column.TRANS_DATE_TRANS_TIME);
    boolean noSeconds = isMissing(Column.UNIX_TIME);
    if (currentTime != null) {
      putTimestamp(currentTime);
      putSeconds(currentTime);
    } else if (problem == null && noText && noSeconds) {
      problem(
          RejectedCode.MISSING_COLUMN,
          "the time is missing: none of trans_date_trans_time, unix_time and current_time is"
              + " there");
    } else if (problem == null && noText) {
      Times.ofEpochSecond(Long.parseLong(text(Column.UNIX_TIME))).ifPresent(this::putTimestamp);
    } else if (problem == null && noSeconds) {
      String quoted = text(Column.TRANS_DATE_TRANS_TIME);
      Times.timestamp(quoted.substring(1, quoted.length() - 1)).ifPresent(this::putSeconds);
    }
  }

  private void putTimestamp(LocalDateTime time) {
    put(Column.TRANS_DATE_TRANS_TIME, '"' + Times.CANONICAL.format(time) + '"');
  }

  private void putSeconds(LocalDateTime time) {
    put(Column.UNIX_TIME, Long.toString(time.toEpochSecond(ZoneOffset.UTC)));
  }

  private String text(Column column) {
    int i = column.position();
    return new String(values, from[i], to[i] - from[i], UTF_8);
  }

  // --- strings

  private void string(Column column, JsonParser parser, byte[] document) throws IOException {
    int decoded = parser.getTextLength();
    int start = (int) parser.currentTokenLocation().getByteOffset() + 1;
    int end = (int) parser.currentLocation().getByteOffset() - 1;
    // An escape or a character beyond ASCII takes more bytes than characters.
    boolean verbatim = decoded == end - start;
    if (verbatim && isExactString(column, document, start, end)) {
      copy(column, document, start - 1, end + 1);
      return;
    }
    switch (column.type()) {
      case TEXT -> unusualText(column, parser.getText());
      case TIMESTAMP ->
          Times.timestamp(parser.getText())
              .ifPresentOrElse(this::putTimestamp, () -> misfit(column));
      case DATE ->
          Times.date(parser.getText())
              .ifPresentOrElse(
                  date -> put(column, '"' + date.toString() + '"'), () -> misfit(column));
      default -> numberText(column, parser.getText().strip());
    }
  }

  /** Whether a string of plain ASCII, without its quotes, fits and needs no rewriting. */
  static boolean isExactString(Column column, byte[] document, int from, int to) {
    return switch (column.type()) {
      // A trans_num that begins with a blank may be blank as a whole.
      case TEXT ->
          to - from <= longest(column)
              && (column != Column.TRANS_NUM || (to > from && document[from] > ' '));
      case TIMESTAMP -> Times.isCanonicalTimestamp(document, from, to);
      case DATE -> Times.isCanonicalDate(document, from, to);
      case BIGINT, INTEGER, FLAG, DECIMAL, DOUBLE -> false;
    };
  }

  private void unusualText(Column column, String text) {
    if (text.isBlank() && column == Column.TRANS_NUM) {
      return; // as good as missing
    }
    if (text.codePointCount(0, text.length()) > longest(column)) {
      bad(column, "must be text of at most " + longest(column) + " characters");
    } else if (text.indexOf('\0') >= 0) {
      bad(column, "must not hold a NUL character");
    } else if (JsonText.hasLoneSurrogate(text)) {
      bad(column, "must not hold half of a surrogate pair");
    } else {
      byte[] quoted = JsonText.quoted(text);
      copy(column, quoted, 0, quoted.length);
    }
  }

  private static int longest(Column column) {
    return column == Column.TRANS_NUM ? LONGEST_TRANS_NUM : LONGEST_TEXT;
  }

  // --- numbers

  private void number(Column column, JsonParser parser, byte[] document) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    int end = start + parser.getTextLength();
    if (ColumnRules.isExact(column, document, start, end)) {
      copy(column, document, start, end);
    } else if (column.type() == ColumnType.TEXT && !parser.isNaN()) {
      unusualText(column, parser.getText());
    } else {
      numberText(column, parser.getText());
    }
  }

  private void numberText(Column column, String text) {
    ColumnRules.number(column, text)
        .ifPresentOrElse(json -> put(column, json), () -> misfit(column));
  }

  private void misfit(Column column) {
    bad(column, "must be " + ColumnRules.rule(column));
  }

  private void bad(Column column, String what) {
    problem(RejectedCode.BAD_VALUE, column.columnName() + " " + what);
  }

  private void put(Column column, String json) {
    byte[] bytes = json.getBytes(UTF_8);
    copy(column, bytes, 0, bytes.length);
  }

  private void copy(Column column, byte[] source, int start, int end) {
    int size = end - start;
    if (length + size > values.length) {
      values = Arrays.copyOf(values, Math.max(values.length * 2, length + size));
    }
    System.arraycopy(source, start, values, length, size);
    from[column.position()] = length;
    length += size;
    to[column.position()] = length;
  }
}
