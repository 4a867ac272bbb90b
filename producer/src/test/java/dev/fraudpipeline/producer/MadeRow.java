package dev.fraudpipeline.producer;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A row of values that are good, unusual or hostile, and the record that must come of it.
 *
 * @param columns their names
 * @param cells their values, as JSON
 * @param expected the record's value in topic_1, or null where the row must be rejected
 */
record MadeRow(List<String> columns, List<String> cells, String expected) {
  private static final DateTimeFormatter SPELLED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final String MEGABYTE = "x".repeat(1 << 20);

  private static final List<String> BAD_TIMES =
      List.of("\"yesterday\"", "true", "[]", "1e400", "NaN", "9223372036854775807", "\"\"");

  private static final List<String> ANYTHING =
      List.of(
          "null",
          "1e400",
          "NaN",
          "\"\\ud800\"",
          "[".repeat(400) + "]".repeat(400),
          "{\"a\":".repeat(90) + "1" + "}".repeat(90),
          "{\"columns\":[],\"data\":[[]]}");

  /** The columns of a document: nearly all that there are, in any order, and some that are not. */
  static List<String> columns(Random random) {
    List<String> columns = new ArrayList<>(MadeAnswer.schemaColumns());
    switch (random.nextInt(5)) {
      case 0 -> columns.remove("unix_time");
      case 1 -> columns.remove("trans_date_trans_time");
      default -> {
        columns.remove("unix_time");
        columns.remove("trans_date_trans_time");
        columns.add("current_time");
      }
    }
    for (int missing = random.nextInt(3); missing > 0; missing--) {
      columns.remove(random.nextInt(columns.size()));
    }
    for (int more = random.nextInt(3); more > 0; more--) {
      columns.add("unknown_" + more);
    }
    Collections.shuffle(columns, random);
    return columns;
  }

  /** A row of these columns; every other one is good as a whole. */
  static MadeRow of(Random random, List<String> columns) {
    int hostile = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
    Map<String, MadeCell> row = new HashMap<>();
    Instant at = Instant.ofEpochSecond(random.nextInt());
    for (String column : columns) {
      row.put(column, cell(column, at, random));
    }
    for (; hostile > 0; hostile--) {
      String column = columns.get(random.nextInt(columns.size()));
      row.put(column, hostile(column, row.get(column), random));
    }
    List<String> cells = columns.stream().map(column -> row.get(column).json()).toList();
    return new MadeRow(columns, cells, expected(row, at));
  }

  private static MadeCell cell(String column, Instant at, Random random) {
    List<MadeCell> cells = MadeCell.of(column, true);
    if (!cells.isEmpty()) {
      return cells.get(random.nextInt(cells.size()));
    }
    long seconds = at.getEpochSecond();
    String spelled = SPELLED.format(at);
    return switch (column) {
      case "trans_num" -> MadeCell.same("\"" + Long.toHexString(random.nextLong()) + "\"");
      case "unix_time" ->
          new MadeCell(random.nextBoolean() ? "" + seconds : "\"" + seconds + "\"", "" + seconds);
      case "trans_date_trans_time" -> MadeCell.same("\"" + spelled + "\"");
      case "current_time" ->
          new MadeCell(
              switch (random.nextInt(5)) {
                case 0 -> "\"" + (seconds * 1_000 + random.nextInt(1_000)) + "\"";
                case 1 -> "\"" + spelled + "\"";
                case 2 -> "\"" + spelled.replace(' ', 'T') + ".257Z\"";
                case 3 -> "\"" + spelled.replace(' ', 'T') + "+00:00\"";
                default -> "" + (seconds * 1_000 + random.nextInt(1_000));
              },
              "");
      default -> new MadeCell(ANYTHING.get(random.nextInt(ANYTHING.size())), "");
    };
  }

  private static MadeCell hostile(String column, MadeCell good, Random random) {
    List<MadeCell> cells = MadeCell.of(column, false);
    if (!cells.isEmpty()) {
      return random.nextInt(50) == 0
          ? MadeCell.bad("\"" + MEGABYTE + "\"")
          : cells.get(random.nextInt(cells.size()));
    }
    return switch (column) {
      case "trans_num" ->
          MadeCell.bad(random.nextBoolean() ? "\" \"" : "\"" + "t".repeat(129) + "\"");
      case "unix_time", "trans_date_trans_time", "current_time" ->
          MadeCell.bad(BAD_TIMES.get(random.nextInt(BAD_TIMES.size())));
      default -> random.nextInt(50) == 0 ? new MadeCell("\"" + MEGABYTE + "\"", "") : good;
    };
  }

  private static String expected(Map<String, MadeCell> row, Instant at) {
    boolean timed =
        row.containsKey("current_time")
            || row.containsKey("unix_time")
            || row.containsKey("trans_date_trans_time");
    boolean complete =
        timed && List.of("cc_num", "amt", "trans_num").stream().allMatch(row::containsKey);
    if (!complete || row.values().stream().anyMatch(cell -> !cell.isGood())) {
      return null;
    }
    StringBuilder json = new StringBuilder();
    for (String column : MadeAnswer.schemaColumns()) {
      String value =
          switch (column) {
            case "trans_date_trans_time" -> "\"" + SPELLED.format(at) + "\"";
            case "unix_time" -> "" + at.getEpochSecond();
            case "is_fraud" -> row.getOrDefault(column, new MadeCell("", "")).becomes();
            default -> row.getOrDefault(column, MadeCell.NULL).becomes();
          };
      if (!value.isEmpty()) {
        json.append(json.length() == 0 ? '{' : ',').append('"').append(column).append("\":");
        json.append(value);
      }
    }
    return json.append('}').toString();
  }
}
