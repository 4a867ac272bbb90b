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

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final RowBuilder values;
  private final DocumentCursor cursor;

  /** By place in a row: what is there; null for an unknown column, and for the time. */
  private final Column[] cells;

  /** The place of {@code current_time}; -1 for none. */
  private final int timeCell;

  /**
   * Reads rows at a cursor.
   *
   * @param values where the values of each row go
   * @param names of the columns, none of them twice
   */
  CompactRowScanner(RowBuilder values, DocumentCursor cursor, List<String> names) {
    this.values = values;
    this.cursor = cursor;
    this.cells = names.stream().map(n -> Column.named(n).orElse(null)).toArray(Column[]::new);
    this.timeCell = names.indexOf(JsonRowParser.CURRENT_TIME);
  }

  /**
   * Passes over one row and takes its values; false, wherever it then is, where it is not plain.
   */
  boolean pass() {
    values.begin();
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
      case 'n' -> cursor.pass(NULL);
      default -> passNumber(column);
    };
  }

  private boolean passText(Column column) {
    byte[] json = cursor.json;
    int limit = cursor.limit;
    int from = cursor.at + 1;
    int to = CompactJson.endOfText(json, from, limit);
    boolean slashes = false;
    while (to + 1 < limit && json[to] == '\\' && json[to + 1] == '/') {
      slashes = true;
      to = CompactJson.endOfText(json, to + 2, limit);
    }
    if (to == limit || json[to] != '"') {
      return false;
    }
    cursor.at = to + 1;
    if (column == null) {
      return true;
    }
    if (slashes) {
      values.put(column, JsonText.withoutBackslashes(json, from - 1, to + 1));
    } else {
      values.put(column, json, from - 1, to + 1);
    }
    return ColumnRules.isExactString(column, json, from, to);
  }

  private boolean passNumber(Column column) {
    if (column == null) {
      return cursor.passNumber();
    }
    int from = cursor.at;
    int end = ColumnRules.endOfExactNumber(column, cursor.json, from, cursor.limit);
    boolean there = cursor.passTo(end);
    if (there) {
      values.put(column, cursor.json, from, end);
    }
    return there;
  }

  /** Takes {@code current_time} where it is milliseconds. */
  private boolean passTime() {
    int from = cursor.at;
    int end = CompactJson.endOfNatural(cursor.json, from, cursor.limit, DIGITS_OF_ANY_LONG);
    if (!cursor.passTo(end)) {
      return false;
    }
    long seconds = CompactJson.natural(cursor.json, from, end) / 1_000;
    Optional<LocalDateTime> time = TimestampText.ofEpochSecond(seconds);
    time.ifPresent(values::currentTime);
    return time.isPresent();
  }
}
