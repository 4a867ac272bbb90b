package dev.fraudpipeline.sandbox.model;

import java.util.ArrayList;
import java.util.List;

/** Prints a table about as pandas does: the first and last two columns, and not too many rows. */
final class DataFrameText {
  private static final int ALL_ROWS = 60;
  private static final int ROWS_AT_EITHER_END = 5;
  private static final int ALL_COLUMNS = 5;

  private DataFrameText() {}

  static String print(List<String> names, Object[][] columns, int rows) {
    if (names.isEmpty() || rows == 0) {
      return "Empty DataFrame\nColumns: " + names + "\nIndex: " + indexes(rows);
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(line("", names.toArray()));
    for (int row = 0; row < rows; row++) {
      if (rows <= ALL_ROWS || row < ROWS_AT_EITHER_END || row >= rows - ROWS_AT_EITHER_END) {
        Object[] cells = new Object[columns.length];
        for (int i = 0; i < cells.length; i++) {
          cells[i] = columns[i][row];
        }
        lines.add(line(Integer.toString(row), cells));
      }
    }
    return aligned(lines) + "\n\n[" + rows + " rows x " + names.size() + " columns]";
  }

  private static List<Integer> indexes(int rows) {
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      indexes.add(i);
    }
    return indexes;
  }

  private static List<String> line(String index, Object[] cells) {
    List<String> line = new ArrayList<>();
    line.add(index);
    for (int i = 0; i < cells.length; i++) {
      if (cells.length > ALL_COLUMNS && i == 2) {
        line.add("...");
        i = cells.length - 2;
      }
      line.add(cells[i] instanceof String text ? text : Python.repr(cells[i]));
    }
    return line;
  }

  private static String aligned(List<List<String>> lines) {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (List<String> line : lines) {
      text.append(text.length() == 0 ? "" : "\n").append(line.get(0));
      text.append(" ".repeat(widths[0] - line.get(0).length()));
      for (int i = 1; i < widths.length; i++) {
        text.append(" ".repeat(2 + widths[i] - line.get(i).length())).append(line.get(i));
      }
    }
    return text.toString();
  }
}
