package dev.fraudpipeline.common.schema;

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
 * spelling and bad ones alike, are for {@link DocumentReader}.
 *
 * <p>Whatever this takes, the general way takes too, as the same rows. Not thread-safe.
 */
final class PlainSplitReader {
  private static final byte[] COLUMNS = "{\"columns\":".getBytes(US_ASCII);
  private static final byte[] INDEX = ",\"index\":".getBytes(US_ASCII);
  private static final byte[] DATA = ",\"data\":".getBytes(US_ASCII);

  /** In a row alone the parser does not see the nesting around it; what is so deep is no row. */
  private static final JsonFactory ROW_JSON =
      PaymentReader.JSON
          .rebuild()
          .streamReadConstraints(
              PaymentReader.JSON
                  .streamReadConstraints()
                  .rebuild()
                  .maxNestingDepth(StreamReadConstraints.DEFAULT_MAX_DEPTH / 2)
                  .build())
          .build();

  private final RowValues values;
  private final SplitReader general;

  PlainSplitReader(RowValues values, SplitReader general) {
    this.values = values;
    this.general = general;
  }

  /**
   * All rows of the document; empty where it is no such document, or not surely one.
   *
   * @param holder holds the document, from its beginning
   * @param original what a document with one bad row is rejected as
   */
  Optional<List<Row>> read(byte[] holder, int length, byte[] original) {
    Cursor cursor = new Cursor(holder, length);
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
    List<Row> rows = new ArrayList<>();
    try {
      boolean whole = passRows(cursor, columns, rows) && cursor.pass('}') && cursor.isAtEnd();
      return whole ? Optional.of(DocumentReader.wholeWhereAlone(rows, original)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // The general way meets it too, and tells.
    }
  }

  private static boolean passNames(Cursor cursor, List<String> names) {
    if (!cursor.pass('[')) {
      return false;
    }
    do {
      if (!cursor.pass('"')) {
        return false;
      }
      int from = cursor.at;
      cursor.at = PlainJson.endOfText(cursor.json, from, cursor.limit);
      names.add(new String(cursor.json, from, cursor.at - from, US_ASCII));
      if (!cursor.pass('"')) {
        return false;
      }
    } while (cursor.pass(','));
    return cursor.pass(']');
  }

  private static boolean passIndex(Cursor cursor) {
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

  private boolean passRows(Cursor cursor, SplitColumns columns, List<Row> rows) throws IOException {
    if (!cursor.pass('[')) {
      return false;
    }
    if (cursor.pass(']')) {
      return true;
    }
    PlainRowReader plainRow = new PlainRowReader(values, cursor, columns.names());
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

  private Row passUnusualRow(Cursor cursor, SplitColumns columns) throws IOException {
    int start = cursor.at;
    try (JsonParser parser = ROW_JSON.createParser(cursor.json, start, cursor.limit - start)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new ShapeException("not a row");
      }
      Row row = general.readRow(parser, columns, cursor.json, start);
      cursor.at = start + (int) parser.currentLocation().getByteOffset();
      return row;
    }
  }
}
