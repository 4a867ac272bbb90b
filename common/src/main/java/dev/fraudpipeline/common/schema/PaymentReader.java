package dev.fraudpipeline.common.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.fraudpipeline.common.rejected.RejectedCode;
import dev.fraudpipeline.common.rejected.Rejection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads payments from documents, generously: a flat object, an array of such objects, a pandas
 * "split" document ({@code {"columns":[..],"index":[..],"data":[[..]]}}) with any number of rows,
 * and each of these once more encoded as a JSON string. Columns come in any order; unknown ones are
 * passed over.
 *
 * <p>Never throws for what a document holds: what cannot be read is a {@link BadRow}. Not
 * thread-safe: one reader a thread.
 */
public final class PaymentReader {
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

  private final RowReader row = new RowReader();
  private final SplitReader split = new SplitReader(row);

  /** What was encoded twice, decoded once; used again, since large arrays are dear to make. */
  private final Utf8Document decoded = new Utf8Document();

  /**
   * Reads a message of a topic, which holds one payment.
   *
   * @param document the message's value, which must not be changed afterwards: the payment may hold
   *     it; null, as in a tombstone, is unreadable
   */
  public Row readOne(byte[] document) {
    if (document == null) {
      return new BadRow(
          new Rejection(RejectedCode.UNREADABLE, "the message has no value"), new byte[0]);
    }
    Optional<Payment> canonical = CanonicalReader.read(document);
    if (canonical.isPresent()) {
      return canonical.get();
    }
    List<Row> rows = readAll(document);
    if (rows.size() == 1) {
      return rows.get(0);
    }
    return new BadRow(
        new Rejection(
            RejectedCode.NOT_ONE_PAYMENT,
            "a message holds one payment, but this one holds " + rows.size()),
        document);
  }

  /**
   * Reads all rows of an answer, in their order; empty where it has none. A document that cannot be
   * read to its end is one {@link BadRow} that holds it whole.
   */
  public List<Row> readAll(byte[] document) {
    try (JsonParser parser = JSON.createParser(document)) {
      JsonToken first = parser.nextToken();
      List<Row> rows;
      if (first == JsonToken.VALUE_STRING) {
        decoded.clear(document.length);
        parser.getText(decoded);
        rows = readDecoded(document);
      } else {
        rows = readShapes(parser, document, document);
      }
      requireEnd(parser);
      return rows;
    } catch (IOException e) {
      // The parser's own message repeats what it read, which may be personal data.
      String reason =
          e instanceof ShapeException
              ? e.getMessage()
              : "not JSON: " + e.getClass().getSimpleName();
      return List.of(new BadRow(new Rejection(RejectedCode.UNREADABLE, reason), document));
    }
  }

  private List<Row> readDecoded(byte[] original) throws IOException {
    try (JsonParser parser = JSON.createParser(decoded.bytes(), 0, decoded.length())) {
      parser.nextToken();
      List<Row> rows = readShapes(parser, decoded.bytes(), original);
      requireEnd(parser);
      return rows;
    }
  }

  private List<Row> readShapes(JsonParser parser, byte[] document, byte[] original)
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

  private List<Row> readArray(JsonParser parser, byte[] document, byte[] original)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new ShapeException("the array holds something that is not an object");
      }
      int start = (int) parser.currentTokenLocation().getByteOffset();
      row.begin();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        row.value(name, parser, document);
      }
      int end = (int) parser.currentLocation().getByteOffset();
      rows.add(row.finish(() -> Arrays.copyOfRange(document, start, end)));
    }
    return wholeWhereAlone(rows, original);
  }

  /** The only row of a document, where it is bad, is rejected as the document that came. */
  static List<Row> wholeWhereAlone(List<Row> rows, byte[] original) {
    return rows.size() == 1 && rows.get(0) instanceof BadRow bad
        ? List.of(new BadRow(bad.rejection(), original))
        : rows;
  }

  /** A flat object, or, from the moment a member {@code columns} or {@code data} shows, a split. */
  private List<Row> readObject(JsonParser parser, byte[] document, byte[] original)
      throws IOException {
    row.begin();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY && (name.equals("columns") || name.equals("data"))) {
        return split.readFrom(name, parser, document, original);
      }
      row.value(name, parser, document);
    }
    return List.of(row.finish(() -> original));
  }
}
