package dev.fraudpipeline.common.payment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The general way to read a document, whatever its shape and spelling: through a parser. Not
 * thread-safe.
 */
final class JsonDocumentParser {
  private final RowBuilder values;
  private final JsonRowParser row;
  private final PandasSplitParser split;

  /** What was encoded twice, decoded once; used again, since large arrays are dear to make. */
  private final Utf8Document decoded = new Utf8Document();

  JsonDocumentParser(RowBuilder values, JsonRowParser row, PandasSplitParser split) {
    this.values = values;
    this.row = row;
    this.split = split;
  }

  /**
   * Reads all rows, in their order.
   *
   * @throws ShapeException where the document is JSON of another shape
   * @throws IOException where it is no JSON; the message may hold personal data
   */
  List<ParsedRow> read(byte[] document) throws IOException {
    try (JsonParser parser = PaymentParser.JSON.createParser(document)) {
      JsonToken first = parser.nextToken();
      List<ParsedRow> rows;
      if (first == JsonToken.VALUE_STRING) {
        decoded.clear(document.length);
        parser.getText(decoded);
        rows = readOnce(decoded.bytes(), decoded.length(), document);
      } else {
        rows = readShapes(parser, document, document);
      }
      requireEnd(parser);
      return rows;
    }
  }

  /**
   * Reads all rows of a document that was decoded once.
   *
   * @param original what the document is rejected as
   */
  List<ParsedRow> readOnce(byte[] document, int length, byte[] original) throws IOException {
    try (JsonParser parser = PaymentParser.JSON.createParser(document, 0, length)) {
      parser.nextToken();
      List<ParsedRow> rows = readShapes(parser, document, original);
      requireEnd(parser);
      return rows;
    }
  }

  private List<ParsedRow> readShapes(JsonParser parser, byte[] document, byte[] original)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_ARRAY) {
      return readArray(parser, document, original);
    }
    if (token == JsonToken.START_OBJECT) {
      return readObject(parser, document, original);
    }
    throw new ShapeException(
        token == null
            ? "the document is empty"
            : "the document is neither an object nor an array of objects");
  }

  private static void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new ShapeException("there is more behind the end of the document");
    }
  }

  private List<ParsedRow> readArray(JsonParser parser, byte[] document, byte[] original)
      throws IOException {
    List<ParsedRow> rows = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new ShapeException("the array holds something that is not an object");
      }
      row.begin(document, 0);
      int start = row.tokenStart(parser);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        row.value(name, parser);
      }
      int end = row.position(parser);
      rows.add(values.finish(() -> Arrays.copyOfRange(document, start, end)));
    }
    return wholeWhereAlone(rows, original);
  }

  /** The only row of a document, where it is bad, is rejected as the document that came. */
  static List<ParsedRow> wholeWhereAlone(List<ParsedRow> rows, byte[] original) {
    return rows.size() == 1 && rows.get(0) instanceof InvalidRow bad
        ? List.of(new InvalidRow(bad.rejection(), original))
        : rows;
  }

  /** A flat object, or, from the moment a member {@code columns} or {@code data} shows, a split. */
  private List<ParsedRow> readObject(JsonParser parser, byte[] document, byte[] original)
      throws IOException {
    row.begin(document, 0);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY && (name.equals("columns") || name.equals("data"))) {
        return split.readFrom(name, parser, document, original);
      }
      row.value(name, parser);
    }
    return List.of(values.finish(() -> original));
  }
}
