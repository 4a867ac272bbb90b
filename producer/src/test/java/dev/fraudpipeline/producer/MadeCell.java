package dev.fraudpipeline.producer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a row, good, unusual or hostile, and what it becomes.
 *
 * @param json as the API spells it
 * @param becomes its JSON in topic_1, empty where it is left out; null where its row is rejected
 */
record MadeCell(String json, String becomes) {
  static MadeCell same(String json) {
    return new MadeCell(json, json);
  }

  static MadeCell bad(String json) {
    return new MadeCell(json, null);
  }

  static final MadeCell NULL = same("null");

  private static final List<MadeCell> TEXTS =
      List.of(
          same("\"M\""),
          same("\"\""),
          same("\"fraud_Berge, Kautzer and Harris\""),
          same("\"\u00d8\u20ac\ud83d\ude00\""),
          new MadeCell("\"\\ud83d\\ude00\\u00d8\"", "\"\ud83d\ude00\u00d8\""),
          new MadeCell("\"a\\/b\"", "\"a/b\""),
          same("\"quote \\\" and \\\\\""),
          same("\"" + "y".repeat(1_000) + "\""),
          new MadeCell("12", "\"12\""),
          NULL,
          bad("\"" + "y".repeat(1_001) + "\""),
          bad("\"\\u0000\""),
          bad("\"\\ud800\""),
          bad("\"\\udc00\\ud800\""),
          bad("NaN"),
          bad("true"),
          bad("[]"),
          bad("{\"a\":[{}]}"));

  private static final List<MadeCell> DECIMALS =
      List.of(
          same("60.10"),
          same("0"),
          same("-1.5"),
          same("123456789012345.0123456789"),
          new MadeCell("\"60.10\"", "60.10"),
          new MadeCell("\" 7 \"", "7"),
          bad("1234567890123456"),
          bad("0.12345678901"),
          bad("1e400"),
          bad("9e99999999999"),
          bad("NaN"),
          bad("-Infinity"),
          bad("\"\""),
          bad("\"lots\""),
          bad("false"),
          bad("[60.10]"));

  private static final List<MadeCell> BIGINTS =
      List.of(
          same("4855488158131690372"),
          same("9223372036854775807"),
          new MadeCell("\"4855488158131690372\"", "4855488158131690372"),
          new MadeCell("42.0", "42"),
          bad("9223372036854775808"),
          bad("1e400"),
          bad("9007199254740993.0"),
          bad("0.5"),
          bad("NaN"),
          bad("\"\""),
          bad("\"4855 4881\""),
          bad("{}"));

  private static final List<MadeCell> INTEGERS =
      List.of(
          same("5654"),
          new MadeCell("\"05654\"", "5654"),
          new MadeCell("5654.0", "5654"),
          same("2147483647"),
          NULL,
          bad("2147483648"),
          bad("-2147483649"),
          bad("1e400"),
          bad("\"x\""),
          bad("true"),
          bad("[[[[]]]]"));

  private static final List<MadeCell> DOUBLES =
      List.of(
          same("44.1554"),
          same("-72.4847"),
          same("0"),
          new MadeCell("\"44.1554\"", "44.1554"),
          NULL,
          bad("1e400"),
          bad("-1e400"),
          bad("NaN"),
          bad("Infinity"),
          bad("\"north\""),
          bad("true"));

  private static final List<MadeCell> DATES =
      List.of(
          same("\"1993-09-29\""),
          same("\"2024-02-29\""),
          new MadeCell("\"1993-09-29 00:00:00\"", "\"1993-09-29\""),
          NULL,
          bad("\"2023-02-29\""),
          bad("\"0000-00-00\""),
          bad("\"\""),
          bad("19930929"),
          bad("true"));

  private static final List<MadeCell> FLAGS =
      List.of(
          same("0"),
          same("1"),
          new MadeCell("true", "1"),
          new MadeCell("\"0\"", "0"),
          new MadeCell("null", ""),
          bad("2"),
          bad("-1"),
          bad("\"fraud\""));

  private static final Map<String, List<MadeCell>> BY_COLUMN = byColumn();

  private static Map<String, List<MadeCell>> byColumn() {
    Map<String, List<MadeCell>> cells = new HashMap<>();
    for (String text :
        List.of("merchant", "category", "first", "last", "gender", "street", "city", "state")) {
      cells.put(text, TEXTS);
    }
    cells.put("job", TEXTS);
    cells.put("cc_num", BIGINTS);
    cells.put("amt", DECIMALS);
    cells.put("zip", INTEGERS);
    cells.put("city_pop", INTEGERS);
    for (String real : List.of("lat", "long", "merch_lat", "merch_long")) {
      cells.put(real, DOUBLES);
    }
    cells.put("dob", DATES);
    cells.put("is_fraud", FLAGS);
    return cells;
  }

  /** The values of a column that are, or are not, good; empty where the column has no table. */
  static List<MadeCell> of(String column, boolean good) {
    return BY_COLUMN.getOrDefault(column, List.of()).stream()
        .filter(cell -> cell.isGood() == good)
        .toList();
  }

  boolean isGood() {
    return becomes != null;
  }
}
