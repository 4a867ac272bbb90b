package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever a document holds, a reader never throws, and what it accepts is canonical. Prints its
 * seed; {@code -Dseed=...} repeats a run.
 */
class HostileDocumentsTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int DOCUMENTS = 8_000;

  static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-0",
          "-1",
          "1e999999999",
          "-1e999999999",
          "1e-999999999",
          "1e99999999999999999999",
          "9".repeat(2_000),
          "0." + "1".repeat(2_000),
          "9223372036854775807",
          "9223372036854775808",
          "253402300800",
          "NaN",
          "-Infinity",
          "+Infinity",
          "\"\"",
          "\" \"",
          "\"1e999999999\"",
          "\"" + "9".repeat(2_000) + "\"",
          "\"\u0661\u0662\"",
          "\"--1\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\\\ud800\"",
          "\"\ud83d\ude00\"",
          "\"\\\"\\\\\\/\\b\"",
          "\"2024-02-30 00:00:00\"",
          "\"+999999999-12-31T23:59:59-18:00\"",
          "\"2024-10-28T16:58:04+01:00+0200\"",
          "\"0000-00-00\"",
          "[]",
          "{}",
          "[[[[]]]]",
          "[".repeat(900) + "]".repeat(900),
          "{\"a\":".repeat(90) + "1" + "}".repeat(90),
          "\"unfinished",
          "{",
          "]",
          ",");

  private final Random random = new Random(SEED);
  private final PaymentParser reader = new PaymentParser();

  @Test
  void aReaderNeverThrowsAndWhatItAcceptsIsCanonical() {
    System.out.println("HostileDocumentsTest: -Dseed=" + SEED);
    int accepted = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      accepted += check(document());
    }
    assertThat(accepted).as("documents accepted, seed %d", SEED).isBetween(100, DOCUMENTS * 3);
  }

  @Test
  void aMegabyteInOneValueIsRejectedWithoutHarm() {
    String megabyte = "x".repeat(1 << 20);
    for (String json :
        List.of('"' + megabyte + '"', "9".repeat(1 << 20), "[" + "1,".repeat(1 << 19) + "1]")) {
      for (String column : List.of("first", "amt", "lat", "cc_num", "dob", "current_time")) {
        assertThat(Documents.read(Documents.payment().with(column, json).split()))
            .isInstanceOf(InvalidRow.class);
      }
      assertThat(Documents.read(Documents.payment().with("unknown", json).split()))
          .isInstanceOf(Payment.class);
    }
  }

  @Test
  void aDocumentOfManyMegabytesThatIsEncodedTwiceIsRead() {
    String filler = "[" + "1,".repeat(12 << 20) + "1]";

    List<ParsedRow> rows =
        reader.readAll(
            Documents.twice(Documents.payment().with("unknown", filler).split()).getBytes(UTF_8));

    assertThat(rows).singleElement().isInstanceOf(Payment.class);
  }

  /** How many payments the document held. */
  private int check(byte[] document) {
    byte[] before = document.clone();
    List<ParsedRow> rows;
    try {
      rows = reader.readAll(document);
      reader.readOne(document);
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + SEED + ": " + new String(document, UTF_8), e);
    }
    assertThat(document).isEqualTo(before);
    int payments = 0;
    for (ParsedRow row : rows) {
      if (row instanceof Payment payment) {
        payments++;
        assertCanonical(payment);
      } else if (row instanceof InvalidRow bad) {
        assertThat(new PaymentParser().readOne(bad.document()))
            .as("seed %d", SEED)
            .isInstanceOf(InvalidRow.class);
      }
    }
    return payments;
  }

  private void assertCanonical(Payment payment) {
    ParsedRow again = reader.readOne(payment.json());
    assertThat(again).as("seed %d", SEED).isInstanceOf(Payment.class);
    assertThat(((Payment) again).json()).as("seed %d", SEED).isEqualTo(payment.json());
    assertThat(((Payment) again).id()).isEqualTo(payment.id());
    for (Column column : Column.ALL) {
      if (!payment.isNull(column)) {
        convert(payment, column);
      }
    }
  }

  private static Object convert(Payment payment, Column column) {
    return switch (column.type()) {
      case TEXT -> payment.text(column);
      case DATE -> payment.date(column);
      case TIMESTAMP -> payment.timestamp(column);
      case BIGINT, INTEGER, FLAG -> payment.integer(column);
      case DECIMAL -> payment.decimal(column);
      case DOUBLE -> payment.real(column);
    };
  }

  private byte[] document() {
    int kind = random.nextInt(10);
    if (kind == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] document = shape().getBytes(UTF_8);
    return kind < 4 ? mutated(document) : document;
  }

  private String shape() {
    List<Documents> rows = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
    for (int i = 0; i < count; i++) {
      rows.add(row());
    }
    String document =
        switch (random.nextInt(4)) {
          case 0 -> Documents.arrayOf(rows);
          case 1 -> rows.get(0).flat();
          case 2 -> rows.get(0).split();
          default -> Documents.splitOf(rows);
        };
    return random.nextInt(3) == 0 ? Documents.twice(document) : document;
  }

  private Documents row() {
    Documents row = random.nextBoolean() ? Documents.payment() : Documents.answer();
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      int column = random.nextInt(Column.ALL.size() + 2);
      String name =
          column < Column.ALL.size()
              ? Column.ALL.get(column).columnName()
              : column == Column.ALL.size() ? "current_time" : "columns";
      row = row.with(name, VALUES.get(random.nextInt(VALUES.size())));
    }
    return random.nextInt(5) == 0 ? row.reversed() : row;
  }

  private byte[] mutated(byte[] document) {
    byte[] mutated = document.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt(256);
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutated = java.util.Arrays.copyOf(mutated, at + 1);
        default -> mutated[at] = (byte) "{}[]\",:\\ 0eE.-".charAt(random.nextInt(14));
      }
    }
    return mutated;
  }
}
