package dev.fraudpipeline.common.payment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a document of any shape and spelling through a JSON parser, each value as text: the general
 * way, and the measure of the fast ones. Not thread-safe.
 */
final class JsonDocumentParser {
  static final JsonFactory JSON =
      JsonFactory.builder()
          // Python writes NaN and Infinity: legal enough to reject the row alone, by its column.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Documents are UTF-8: for other encodings the parser knows no byte offsets.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          // A number with too many digits is the fault of its row, not of the whole document.
          // So is a text that is too long; and a document encoded twice is one text as a whole.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final RowBuilder builder = new RowBuilder();
  private final JsonRowParser rowParser = new JsonRowParser(builder);
  private final PandasSplitParser splitParser = new PandasSplitParser(builder, rowParser);

  /**
   * Reads all rows, in their order.
   *
   * @throws ShapeException where the document is JSON of another shape
   * @throws IOException where it is no JSON; the message may hold personal data
   */
  List<ParsedRow> read(byte[] document) throws IOException {
    try (JsonParser parser = JSON.createParser(document)) {
      List<ParsedRow> rows =
          parser.nextToken() == JsonToken.VALUE_STRING
              ? readDecoded(JsonText.utf8(parser.getText()))
              : readShape(parser, document);
      requireEnd(parser);
      return rows;
    }
  }

  private List<ParsedRow> readDecoded(byte[] document) throws IOException {
    try (JsonParser parser = JSON.createParser(document)) {
      parser.nextToken();
      List<ParsedRow> rows = readShape(parser, document);
      requireEnd(parser);
      return rows;
    }
  }

  private List<ParsedRow> readShape(JsonParser parser, byte[] document) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_ARRAY) {
      return readArray(parser, document);
    }
    if (token == JsonToken.START_OBJECT) {
      return readObject(parser, document);
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

  private List<ParsedRow> readArray(JsonParser parser, byte[] document) throws IOException {
    List<ParsedRow> rows = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new ShapeException("the array holds something that is not an object");
      }
      builder.begin();
      int start = tokenStart(parser);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        rowParser.value(name, parser);
      }
      int end = position(parser);
      rows.add(builder.finish(() -> Arrays.copyOfRange(document, start, end)));
    }
    return rows;
  }

  /** A flat object, or, from the moment a member {@code columns} or {@code data} shows, a split. */
  private List<ParsedRow> readObject(JsonParser parser, byte[] document) throws IOException {
    builder.begin();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY && (name.equals("columns") || name.equals("data"))) {
        return splitParser.readFrom(name, parser, document);
      }
      rowParser.value(name, parser);
    }
    return List.of(builder.finish(() -> document));
  }

  /** Where in the document the token begins at which the parser stands. */
  static int tokenStart(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Where in the document the parser has come to. */
  static int position(JsonParser parser) {
    return (int) parser.currentLocation().getByteOffset();
  }
}
