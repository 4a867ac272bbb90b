package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Whatever document comes, the short ways lead to the same rows as the general way alone: payments
 * byte for byte, rejections with their code, reason and document. Prints its seed; {@code
 * -Dseed=...} repeats a run.
 */
class ShortWaysTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int DOCUMENTS = 20_000;

  private static final List<String> TEXTS =
      List.of(
          "\"\"",
          "\" \"",
          "\" a\"",
          "\"\\/\"",
          "\"a\\/b\\/\"",
          "\"\\\\/\"",
          "\"\\\\\\/\"",
          "\"\\u002f\"",
          "\"\\\"\"",
          "\"Jos\\u00e9\"",
          "\"Jos\u00e9 \u20ac \ud83d\ude00\"",
          "\"\\ud83d\\ude00\"",
          "\"\\ud800\"",
          "\"\\ude00\\ud83d\"",
          "\"\u007f'&\"",
          "\"\t\"",
          "\"\\t\\n\\r\\b\\f\"",
          "\"\\x\"",
          "\"\\u00\"",
          "\"\u0080\u07ff\u0800\uffff\"",
          '"' + "x".repeat(128) + '"',
          '"' + "\\/".repeat(128) + '"',
          '"' + "x".repeat(129) + '"',
          '"' + "x".repeat(1_000) + '"',
          '"' + "\\/".repeat(600) + '"',
          '"' + "x".repeat(1_001) + '"');

  private static final List<String> TIMES =
      List.of(
          "0",
          "-1",
          "-0",
          "999",
          "1730134684",
          "1730134684250",
          "01730134684250",
          "1730134684250.0",
          "1.73e12",
          "\"1730134684250\"",
          "\" 1730134684250 \"",
          "\"2024-10-28T16:58:04.250Z\"",
          "\"2024-02-29 00:00:00\"",
          "\"2023-02-29 00:00:00\"",
          "\"1899-12-31 23:59:59\"",
          "253402300799999",
          "253402300800000",
          "-2208988800000",
          "-2208988800001",
          "999999999999999999",
          "9999999999999999999",
          "18446745803844235866"); // 2^64 more than a time of our days

  private static final List<String> NUMBERS =
      List.of(
          "7",
          "07",
          "-7",
          "-07",
          "-",
          "7.",
          ".7",
          "7.50",
          "7e2",
          "7E-2",
          "+7",
          "7x",
          "\"7\"",
          "\"07\"",
          "999999999",
          "2147483648",
          "999999999999999",
          "9999999999999999.5",
          "1.0123456789",
          "1.01234567891",
          "8999999999999999999",
          "false",
          "nul",
          "nullx");

  private final Random random = new Random(SEED);
  private final PaymentParser reader = new PaymentParser();
  private final PaymentParser doubter = new PaymentParser();

  private int recognised;
  private int payments;
  private int badRows;

  @Test
  void aDocumentOfAnyKindIsReadAsTheGeneralWayReadsIt() {
    System.out.println("ShortWaysTest: -Dseed=" + SEED);
    for (int i = 0; i < DOCUMENTS; i++) {
      check(encoded(split()));
    }
    // Far from both ends: neither way must be out of the comparison.
    assertThat(recognised).as("recognised, seed %d", SEED).isBetween(1_000, DOCUMENTS - 1_000);
    assertThat(payments).as("payments, seed %d", SEED).isGreaterThan(DOCUMENTS / 10);
    assertThat(badRows).as("bad rows, seed %d", SEED).isGreaterThan(DOCUMENTS / 10);
  }

  @Test
  void aDocumentThatEndsAtAnyByteIsReadAsTheGeneralWayReadsIt() {
    for (byte[] document : plainDocuments()) {
      for (int length = 0; length <= document.length; length++) {
        check(Arrays.copyOf(document, length));
      }
    }
  }

  @Test
  void aDocumentWithAnyByteChangedIsReadAsTheGeneralWayReadsIt() {
    byte[] others = "019-.,:\"{}[]\\/ entul\n\u0000\u007f\u0080\u00c3\u00ff".getBytes(ISO_8859_1);
    for (byte[] document : plainDocuments()) {
      for (int at = 0; at < document.length; at++) {
        byte before = document[at];
        for (byte other : others) {
          document[at] = other;
          check(document);
        }
        document[at] = before;
      }
    }
  }

  @Test
  void nestingThatIsTooDeepForTheParserIsSoInAnyRow() {
    for (int depth = 490; depth < 1_005; depth++) {
      String nested = "[".repeat(depth) + "]".repeat(depth);
      String split = Documents.payment().with("unknown", nested).split();
      check(split.getBytes(UTF_8));
      check(Documents.twice(split).getBytes(UTF_8));
    }
  }

  private static List<byte[]> plainDocuments() {
    List<Documents> rows =
        List.of(
            Documents.answer().with("job", "\"Surveyor, land\\/geomatics\""),
            Documents.answer().with("city", "\"Orl\\u00e9ans\""),
            Documents.answer().with("amt", "null"));
    String several = Documents.splitOf(rows);
    String one = Documents.answer().split();
    return List.of(
        several.getBytes(UTF_8),
        Documents.twice(several).getBytes(UTF_8),
        one.getBytes(UTF_8),
        Documents.twice(one).getBytes(UTF_8));
  }

  private void check(byte[] document) {
    byte[] before = document.clone();
    List<ParsedRow> rows = reader.readAll(document);
    List<ParsedRow> expected = doubter.readAllGenerally(document);
    try {
      assertThat(document).isEqualTo(before);
      assertThat(rows).hasSameSizeAs(expected);
      for (int i = 0; i < rows.size(); i++) {
        assertSame(rows.get(i), expected.get(i));
      }
    } catch (AssertionError e) {
      String shown = new String(document, ISO_8859_1);
      throw new AssertionError("seed " + SEED + ", document " + shown, e);
    }
    recognised += isRecognised(document) ? 1 : 0;
  }

  private void assertSame(ParsedRow row, ParsedRow expected) {
    if (expected instanceof Payment payment) {
      payments++;
      assertThat(row).isInstanceOf(Payment.class);
      assertThat(((Payment) row).json()).isEqualTo(payment.json());
      for (Column column : Column.ALL) {
        assertThat(((Payment) row).from(column)).isEqualTo(payment.from(column));
        assertThat(((Payment) row).to(column)).isEqualTo(payment.to(column));
      }
    } else if (expected instanceof InvalidRow bad) {
      badRows++;
      assertThat(row).isInstanceOf(InvalidRow.class);
      assertThat(((InvalidRow) row).rejection()).isEqualTo(bad.rejection());
      assertThat(((InvalidRow) row).document()).isEqualTo(bad.document());
    }
  }

  /** Whether the document is one that the parser is spared. */
  private static boolean isRecognised(byte[] document) {
    NestedJsonDecoder twice = new NestedJsonDecoder();
    byte[] once = twice.decode(document) ? Arrays.copyOf(twice.bytes(), twice.length()) : document;
    return new CompactSplitScanner().read(once, once.length).isPresent();
  }

  private byte[] encoded(String split) {
    String json =
        switch (random.nextInt(9)) {
          case 0, 1, 2 -> split;
          case 3 -> Documents.twice(split).replace("\\/", "/");
          case 4 -> Documents.twice(split).replace("e", "\\u0065");
          case 5 -> Documents.twice(split).replace("],", rarely() ? "],\n" : "],\\n");
          default -> Documents.twice(split);
        };
    String padded = rarely() ? " " + json : rarely() ? json + "\n" : rarely() ? json + "x" : json;
    byte[] document = padded.getBytes(UTF_8);
    if (rarely()) {
      document[random.nextInt(document.length)] = (byte) random.nextInt(256);
    }
    return rarely() ? Arrays.copyOf(document, random.nextInt(document.length)) : document;
  }

  private String split() {
    List<Documents> rows = new ArrayList<>();
    List<String> names = names();
    for (int count = random.nextInt(4); count >= 0; count--) {
      rows.add(row());
    }
    String blank = rarely() ? " " : "";
    String data =
        rows.stream().map(row -> cells(row, names)).collect(Collectors.joining("," + blank));
    String columns = "\"columns\":" + blank + "[\"" + String.join("\",\"", names) + "\"]";
    String index = pick(List.of("", "", ",\"index\":[1,22,0]", ",\"index\":[]", ",\"index\":[01]"));
    return switch (random.nextInt(12)) {
      case 0 -> "{\"data\":[" + data + "]," + columns + index + "}";
      case 1 -> "{" + columns + ",\"data\":[" + data + "]" + index + "}";
      default -> "{" + columns + index + ",\"data\":[" + data + "]}";
    };
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    Column.ALL.forEach(column -> names.add(column.columnName()));
    if (random.nextInt(4) > 0) {
      names.remove("trans_date_trans_time");
      names.remove("unix_time");
      names.add("current_time");
    }
    if (random.nextBoolean()) {
      Collections.shuffle(names, random);
    }
    if (rarely()) {
      names.add(random.nextInt(names.size()), pick(List.of("Unnamed: 0", "", "caf\u00e9", "a\\/")));
    }
    if (rarely()) {
      names.add(pick(names));
    }
    if (rarely()) {
      names.remove(random.nextInt(names.size()));
    }
    return names;
  }

  private Documents row() {
    Documents row =
        Documents.payment()
            .with("current_time", random.nextBoolean() ? "1730134684250" : pick(TIMES))
            .with("job", "\"Exhibition\\/display designer\"");
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      Column column = pick(Column.ALL);
      String value =
          switch (random.nextInt(4)) {
            case 0 -> pick(HostileDocumentsTest.VALUES);
            case 1 -> "null";
            default ->
                switch (column.type()) {
                  case TEXT -> pick(TEXTS);
                  case DATE, TIMESTAMP -> pick(TIMES);
                  case BIGINT, INTEGER, FLAG, DECIMAL, DOUBLE -> pick(NUMBERS);
                };
          };
      row = row.with(column.columnName(), value);
    }
    return row;
  }

  private String cells(Documents row, List<String> names) {
    List<String> cells = new ArrayList<>();
    for (String name : names) {
      String value = row.value(name);
      cells.add(value == null ? pick(rarely() ? NUMBERS : List.of("1", "\"x\"", "null")) : value);
    }
    if (rarely()) {
      cells.remove(0);
    }
    if (rarely()) {
      cells.add("0");
    }
    return '[' + String.join(",", cells) + ']';
  }

  private boolean rarely() {
    return random.nextInt(20) == 0;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
