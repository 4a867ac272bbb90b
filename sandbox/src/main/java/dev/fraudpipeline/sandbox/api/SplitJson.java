package dev.fraudpipeline.sandbox.api;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The service's two encoders: pandas makes a "split" document of the rows (with slashes and all but
 * ASCII escaped), and the web framework makes a JSON string of that.
 */
final class SplitJson {
  /** Not a column of the training set: epoch milliseconds, in place of its two times. */
  static final String CURRENT_TIME = "current_time";

  /** What JSON takes for a number; else a cell is text, whatever its column should hold. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?");

  private SplitJson() {}

  /** The body of an answer with these rows; there may be none. */
  static byte[] body(List<String> columns, List<Row> rows) {
    String split = split(columns, rows);
    // Pandas leaves ASCII without control characters: two characters are left to escape.
    String twice = "\"" + split.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    return twice.getBytes(StandardCharsets.US_ASCII);
  }

  private static String split(List<String> columns, List<Row> rows) {
    boolean[] quoted = new boolean[columns.size()];
    var json = new StringBuilder(400 + 300 * rows.size()).append("{\"columns\":[");
    for (int i = 0; i < quoted.length; i++) {
      quoted[i] = isText(columns.get(i));
      quote(json, columns.get(i)).append(',');
    }
    close(json, ']').append(",\"index\":[");
    rows.forEach(row -> json.append(row.label()).append(','));
    close(json, ']').append(",\"data\":[");
    for (Row row : rows) {
      json.append('[');
      for (int i = 0; i < quoted.length; i++) {
        String cell = row.cells().get(i);
        boolean text = cell != null && (quoted[i] || !NUMBER.matcher(cell).matches());
        (text ? quote(json, cell) : json.append(cell)).append(',');
      }
      close(json, ']').append(',');
    }
    return close(json, ']').append('}').toString();
  }

  private static boolean isText(String column) {
    return Column.named(column).map(Column::type).map(ColumnType::isQuoted).orElse(false);
  }

  /** Ends a list: the bracket takes the place of the last comma. */
  private static StringBuilder close(StringBuilder json, char bracket) {
    int last = json.length() - 1;
    if (json.charAt(last) == ',') {
      json.setLength(last);
    }
    return json.append(bracket);
  }

  private static StringBuilder quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\', '/' -> json.append('\\').append(c);
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"');
  }
}
