package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Recognises the documents that the payments API writes: pandas "split" without blanks, {@code
 * columns}, then {@code index}, then {@code data}, all values plain. One look at each byte, no
 * parser. All other documents, legal ones in another spelling and bad ones alike, are for {@link
 * JsonDocumentParser}.
 *
 * <p>Whatever this takes, the general way takes too, as the same rows. Not thread-safe.
 */
final class CompactSplitScanner {
  private static final byte[] COLUMNS = "{\"columns\":".getBytes(US_ASCII);
  private static final byte[] INDEX = ",\"index\":".getBytes(US_ASCII);
  private static final byte[] DATA = ",\"data\":".getBytes(US_ASCII);

  private final RowBuilder builder = new RowBuilder();

  /**
   * All rows of the document; empty where it is no such document, or not surely one.
   *
   * @param holder holds the document, from its beginning
   */
  Optional<List<ParsedRow>> read(byte[] holder, int length) {
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
    boolean whole = passRows(cursor, columns, rows) && cursor.pass('}') && cursor.isAtEnd();
    return whole ? Optional.of(rows) : Optional.empty();
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
      cursor.passText();
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
      if (!cursor.passDecimal(Integer.MAX_VALUE, Integer.MAX_VALUE)) {
        return false;
      }
    } while (cursor.pass(','));
    return cursor.pass(']');
  }

  private boolean passRows(DocumentCursor cursor, SplitColumns columns, List<ParsedRow> rows) {
    if (!cursor.pass('[')) {
      return false;
    }
    if (cursor.pass(']')) {
      return true;
    }
    CompactRowScanner rowScanner = new CompactRowScanner(builder, cursor, columns.names());
    do {
      int start = cursor.at;
      if (!rowScanner.pass()) {
        return false;
      }
      int end = cursor.at;
      rows.add(builder.finish(() -> columns.documentOf(cursor.json, start, end)));
    } while (cursor.pass(','));
    return cursor.pass(']');
  }
}
