package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Recognises the documents that the payments API writes: pandas "split" without blanks, {@code
 * columns}, then {@code index}, then {@code data}. One look at each byte, no parser; only a row
 * with an unusual value goes the general way, alone. All other documents, legal ones in another
 * spelling and bad ones alike, are for {@link JsonDocumentParser}.
 *
 * <p>Whatever this takes, the general way takes too, as the same rows. Not thread-safe.
 */
final class CompactSplitScanner {
  private static final byte[] COLUMNS = "{\"columns\":".getBytes(US_ASCII);
  private static final byte[] INDEX = ",\"index\":".getBytes(US_ASCII);
  private static final byte[] DATA = ",\"data\":".getBytes(US_ASCII);

  /** In a row alone the parser does not see the nesting around it; what is so deep is no row. */
  private static final JsonFactory ROW_JSON =
      PaymentParser.JSON
          .rebuild()
          .streamReadConstraints(
              PaymentParser.JSON
                  .streamReadConstraints()
                  .rebuild()
                  .maxNestingDepth(StreamReadConstraints.DEFAULT_MAX_DEPTH / 2)
                  .build())
          .build();

  private final RowBuilder values;
  private final PandasSplitParser general;

  CompactSplitScanner(RowBuilder values, PandasSplitParser general) {
    this.values = values;
    this.general = general;
  }

  /**
   * All rows of the document; empty where it is no such document, or not surely one.
   *
   * @param holder holds the document, from its beginning
   * @param original what a document with one bad row is rejected as
   */
  Optional<List<ParsedRow>> read(byte[] holder, int length, byte[] original) {
    DocumentCursor cursor = new DocumentCursor(holder, length);
    List<String> names = new ArrayList<>();
    if (!cursor.pass(COLUMNS)) {
      return Optional.empty();
    }
    int start = cursor.at;
    if (!passNames(cursor, names) || new HashSet<>(names).size() < names.size()) {
      return Optional.empty();
    }
    SplitColumns columns = new SplitColumns(names, Arrays.copyOfRange(holder, start, cursor.at));
    if ((cursor.pass(INDEX) && !passIndex(cursor)) || !cursor.pass(DATA)) {
      return Optional.empty();
    }
    List<ParsedRow> rows = new ArrayList<>();
    try {
      boolean whole = passRows(cursor, columns, rows) && cursor.pass('}') && cursor.isAtEnd();
      return whole
          ? Optional.of(JsonDocumentParser.wholeWhereAlone(rows, original))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // The general way meets it too, and tells.
    }
  }

  private static boolean passNames(DocumentCursor cursor, List<String> names) {
    if (!cursor.pass('[')) {
      return false;
    }
    do {
      if (!cursor.pass('"')) {
        return false;
      }
      int from = cursor.at;
      cursor.at = CompactJson.endOfText(cursor.json, from, cursor.limit);
      names.add(new String(cursor.json, from, cursor.at - from, US_ASCII));
      if (!cursor.pass('"')) {
        return false;
      }
    } while (cursor.pass(','));
    return cursor.pass(']');
  }

  private static boolean passIndex(DocumentCursor cursor) {
    if (!cursor.pass('[')) {
      return false;
    }
    if (cursor.pass(']')) {
      return true;
    }
    do {
      if (!cursor.passNumber()) {
        return false;
      }
    } while (cursor.pass(','));
    return cursor.pass(']');
  }

  private boolean passRows(DocumentCursor cursor, SplitColumns columns, List<ParsedRow> rows)
      throws IOException {
    if (!cursor.pass('[')) {
      return false;
    }
    if (cursor.pass(']')) {
      return true;
    }
    CompactRowScanner plainRow = new CompactRowScanner(values, cursor, columns.names());
    do {
      int start = cursor.at;
      if (plainRow.pass()) {
        int end = cursor.at;
        rows.add(values.finish(() -> columns.documentOf(cursor.json, start, end)));
      } else {
        cursor.at = start;
        rows.add(passUnusualRow(cursor, columns));
      }
    } while (cursor.pass(','));
    return cursor.pass(']');
  }

  private ParsedRow passUnusualRow(DocumentCursor cursor, SplitColumns columns) throws IOException {
    int start = cursor.at;
    try (JsonParser parser = ROW_JSON.createParser(cursor.json, start, cursor.limit - start)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new ShapeException("not a row");
      }
      ParsedRow row = general.readRow(parser, columns, cursor.json, start);
      cursor.at = start + (int) parser.currentLocation().getByteOffset();
      return row;
    }
  }
}
