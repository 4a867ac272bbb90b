package dev.fraudpipeline.common.schema;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.LocalDateTime;
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

  /** All numbers of so many digits have 64 bits. */
  private static final int DIGITS_OF_ANY_LONG = 18;

  private final RowValues values;
  private final SplitReader general;

  private byte[] document;
  private int length;
  private int at;

  /** By place in a row: what is there; null for an unknown column, and for the time. */
  private Column[] cells;

  /** The place of {@code current_time}; -1 for none. */
  private int timeCell;

  PlainSplitReader(RowValues values, SplitReader general) {
    this.values = values;
    this.general = general;
  }

  /**
   * All rows of the document; empty where it is no such document, or not surely one.
   *
   * @param source holds the document, from its beginning
   * @param sourceLength so many bytes are the document
   * @param original what a document with one bad row is rejected as
   */
  Optional<List<Row>> read(byte[] source, int sourceLength, byte[] original) {
    document = source;
    length = sourceLength;
    at = 0;
    if (!pass(COLUMNS)) {
      return Optional.empty();
    }
    int start = at;
    List<String> names = new ArrayList<>();
    if (!passNames(names) || !resolve(names)) {
      return Optional.empty();
    }
    SplitColumns columns = new SplitColumns(names, Arrays.copyOfRange(document, start, at));
    if ((pass(INDEX) && !passIndex()) || !pass(DATA)) {
      return Optional.empty();
    }
    List<Row> rows = new ArrayList<>();
    try {
      boolean whole = passRows(rows, columns) && pass('}') && at == length;
      return whole ? Optional.of(DocumentReader.wholeWhereAlone(rows, original)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // The general way meets it too, and tells.
    }
  }

  private boolean passNames(List<String> names) {
    if (!pass('[')) {
      return false;
    }
    do {
      if (!pass('"')) {
        return false;
      }
      int end = PlainJson.endOfText(document, at, length);
      names.add(new String(document, at, end - at, US_ASCII));
      at = end;
      if (!pass('"')) {
        return false;
      }
    } while (pass(','));
    return pass(']');
  }

  /** Finds the columns once for all rows; false where one stands twice. */
  private boolean resolve(List<String> names) {
    cells = names.stream().map(name -> Column.named(name).orElse(null)).toArray(Column[]::new);
    timeCell = names.indexOf(RowReader.CURRENT_TIME);
    return new HashSet<>(names).size() == names.size();
  }

  private boolean passIndex() {
    if (!pass('[')) {
      return false;
    }
    if (pass(']')) {
      return true;
    }
    do {
      if (!passTo(endOfAnyNumber())) {
        return false;
      }
    } while (pass(','));
    return pass(']');
  }

  private boolean passRows(List<Row> rows, SplitColumns columns) throws IOException {
    if (!pass('[')) {
      return false;
    }
    if (pass(']')) {
      return true;
    }
    do {
      int start = at;
      if (passRow()) {
        int end = at;
        rows.add(values.finish(() -> columns.documentOf(document, start, end)));
      } else {
        at = start;
        rows.add(passUnusualRow(columns));
      }
    } while (pass(','));
    return pass(']');
  }

  private Row passUnusualRow(SplitColumns columns) throws IOException {
    int start = at;
    try (JsonParser parser = ROW_JSON.createParser(document, start, length - start)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new ShapeException("not a row");
      }
      Row row = general.readRow(parser, columns, document, start);
      at = start + (int) parser.currentLocation().getByteOffset();
      return row;
    }
  }

  private boolean passRow() {
    values.begin();
    for (int cell = 0; cell < cells.length; cell++) {
      if (!pass(cell == 0 ? '[' : ',')
          || !(cell == timeCell ? passTime() : passValue(cells[cell]))) {
        return false;
      }
    }
    return pass(']');
  }

  private boolean passValue(Column column) {
    if (at == length) {
      return false;
    }
    return switch (document[at]) {
      case '"' -> passText(column);
      case 'n' -> passNull();
      default -> passNumber(column);
    };
  }

  private boolean passNull() {
    boolean there = PlainJson.isNullAt(document, at, length);
    at = PlainJson.endOfNull(at);
    return there;
  }

  private boolean passText(Column column) {
    int from = at + 1;
    int to = PlainJson.endOfText(document, from, length);
    boolean slashes = false;
    while (to + 1 < length && document[to] == '\\' && document[to + 1] == '/') {
      slashes = true;
      to = PlainJson.endOfText(document, to + 2, length);
    }
    if (to == length || document[to] != '"') {
      return false;
    }
    if (column != null) {
      if (!ColumnRules.isExactString(column, document, from, to)) {
        return false;
      }
      if (slashes) {
        values.put(column, JsonText.withoutBackslashes(document, from - 1, to + 1));
      } else {
        values.put(column, document, from - 1, to + 1);
      }
    }
    at = to + 1;
    return true;
  }

  private boolean passNumber(Column column) {
    if (column == null) {
      return passTo(endOfAnyNumber());
    }
    int from = at;
    boolean there = passTo(ColumnRules.endOfExactNumber(column, document, from, length));
    if (there) {
      values.put(column, document, from, at);
    }
    return there;
  }

  private int endOfAnyNumber() {
    return PlainJson.endOfDecimal(document, at, length, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Takes {@code current_time} where it is milliseconds. */
  private boolean passTime() {
    int from = at;
    if (!passTo(PlainJson.endOfNatural(document, from, length, DIGITS_OF_ANY_LONG))) {
      return false;
    }
    long seconds = PlainJson.natural(document, from, at) / 1_000;
    Optional<LocalDateTime> time = Times.ofEpochSecond(seconds);
    time.ifPresent(values::currentTime);
    return time.isPresent();
  }

  private boolean passTo(int end) {
    at = end;
    return end != PlainJson.UNUSUAL;
  }

  private boolean pass(byte[] expected) {
    boolean there = PlainJson.isAt(document, at, length, expected);
    if (there) {
      at += expected.length;
    }
    return there;
  }

  private boolean pass(char expected) {
    boolean there = at < length && document[at] == expected;
    if (there) {
      at++;
    }
    return there;
  }
}
