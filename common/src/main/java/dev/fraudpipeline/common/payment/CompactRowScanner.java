package dev.fraudpipeline.common.payment;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Takes the values of a split document's row where all of them are plain: they fit, and need no
 * rewriting but for escaped slashes. One look at each byte, no parser. Not thread-safe; made for
 * one document.
 */
final class CompactRowScanner {
  /** All numbers of so many digits have 64 bits. */
  private static final int DIGITS_OF_ANY_LONG = 18;

  private static final byte[] ESCAPED_SLASH = {'\\', '/'};

  private final RowBuilder builder;
  private final DocumentCursor cursor;

  /** By place in a row: what is there; null for an unknown column, and for the time. */
  private final Column[] cells;

  /** The place of {@code current_time}; -1 for none. */
  private final int timeCell;

  /**
   * Reads rows at a cursor.
   *
   * @param builder where the values of each row go
   * @param names of the columns, none of them twice
   */
  CompactRowScanner(RowBuilder builder, DocumentCursor cursor, List<String> names) {
    this.builder = builder;
    this.cursor = cursor;
    this.cells = names.stream().map(n -> Column.named(n).orElse(null)).toArray(Column[]::new);
    this.timeCell = names.indexOf(JsonRowParser.CURRENT_TIME);
  }

  /**
   * Passes over one row and takes its values; false, wherever it then is, where it is not plain.
   */
  boolean pass() {
    builder.begin();
    for (int cell = 0; cell < cells.length; cell++) {
      if (!cursor.pass(cell == 0 ? '[' : ',')
          || !(cell == timeCell ? passTime() : passValue(cells[cell]))) {
        return false;
      }
    }
    return cursor.pass(']');
  }

  private boolean passValue(Column column) {
    if (cursor.isAtEnd()) {
      return false;
    }
    return switch (cursor.json[cursor.at]) {
      case '"' -> passText(column);
      case 'n' -> cursor.pass(DocumentCursor.NULL);
      default -> passNumber(column);
    };
  }

  private boolean passText(Column column) {
    byte[] json = cursor.json;
    int from = ++cursor.at;
    cursor.passText();
    boolean slashes = false;
    while (cursor.pass(ESCAPED_SLASH)) {
      slashes = true;
      cursor.passText();
    }
    int to = cursor.at;
    if (!cursor.pass('"')) {
      return false;
    }
    if (column == null) {
      return true;
    }
    if (slashes) {
      builder.put(column, JsonText.withoutBackslashes(json, from - 1, to + 1));
    } else {
      builder.put(column, json, from - 1, to + 1);
    }
    return ColumnRules.isExactString(column, json, from, to);
  }

  private boolean passNumber(Column column) {
    int from = cursor.at;
    boolean there =
        column == null
            ? cursor.passDecimal(Integer.MAX_VALUE, Integer.MAX_VALUE)
            : ColumnRules.passExactNumber(column, cursor);
    if (there && column != null) {
      builder.put(column, cursor.json, from, cursor.at);
    }
    return there;
  }

  /** Takes {@code current_time} where it is milliseconds. */
  private boolean passTime() {
    int from = cursor.at;
    if (!cursor.passNatural(DIGITS_OF_ANY_LONG)) {
      return false;
    }
    Optional<LocalDateTime> time = TimestampText.ofEpochSecond(cursor.naturalSince(from) / 1_000);
    time.ifPresent(builder::currentTime);
    return time.isPresent();
  }
}
