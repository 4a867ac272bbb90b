package dev.fraudpipeline.common.payment;

import static dev.fraudpipeline.common.payment.Documents.payment;
import static dev.fraudpipeline.common.payment.Documents.twice;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bad row is rejected alone, can be read again alone, and its reason tells no value. */
class InvalidRowTest {
  private static final Documents BAD = payment().with("amt", "\"secret-amount\"");
  private static final List<Documents> ROWS =
      List.of(numbered("\"a\""), BAD.with("trans_num", "\"b\""), numbered("\"c\""));

  static Stream<String> documentsWithABadSecondRow() {
    String names = payment().names();
    String rows = ROWS.get(0).cells() + ", " + ROWS.get(1).cells() + " ," + ROWS.get(2).cells();
    return Stream.of(
            Documents.arrayOf(ROWS),
            Documents.splitOf(ROWS),
            "{\"data\":[" + rows + "],\"columns\":" + names + "}",
            "{\"data\":[" + rows + "],\"index\":[1,2,3], \"columns\" : " + names + "}")
        .flatMap(document -> Stream.of(document, twice(document)));
  }

  @ParameterizedTest
  @MethodSource("documentsWithABadSecondRow")
  void aBadRowIsRejectedAlone(String document) {
    // When
    List<ParsedRow> rows = new PaymentParser().readAll(document.getBytes(UTF_8));

    // Then
    assertThat(rows).hasSize(3);
    assertThat(((Payment) rows.get(0)).id().transNum()).isEqualTo("a");
    assertThat(((InvalidRow) rows.get(1)).rejection().reason()).startsWith("amt must be ");
    assertThat(((Payment) rows.get(2)).id().transNum()).isEqualTo("c");
  }

  @ParameterizedTest
  @MethodSource("documentsWithABadSecondRow")
  void itsDocumentIsReadAgainAlone(String document) {
    // Given
    InvalidRow bad = (InvalidRow) new PaymentParser().readAll(document.getBytes(UTF_8)).get(1);
    String alone = new String(bad.document(), UTF_8);

    // When
    InvalidRow again = Documents.bad(alone);
    Payment mended = payment(alone.replace("\"secret-amount\"", "60.10"));

    // Then
    assertThat(again.rejection()).isEqualTo(bad.rejection());
    assertThat(again.document()).isEqualTo(bad.document());
    assertThat(Documents.json(mended)).isEqualTo(numbered("\"b\"").flat());
    assertThat(alone).startsWith(document.contains("columns") ? "{\"columns\":" : "{\"trans_date");
  }

  @Test
  void theDocumentOfTheOnlyRowIsTheWholeAsItCame() {
    for (String document :
        List.of(
            " " + BAD.flat() + " ",
            BAD.array() + "\n",
            BAD.split(),
            twice(BAD.flat()),
            twice(BAD.array()),
            twice(BAD.split()))) {
      assertThat(new String(Documents.bad(document).document(), UTF_8)).isEqualTo(document);
    }
  }

  @Test
  void aRowOfTheWrongWidthIsRejectedAlone() {
    // Given
    String good = payment().cells();
    String document =
        "{\"columns\":"
            + payment().names()
            + ",\"data\":["
            + String.join(",", good, "[]", "[1]", good.replace("]", ",0,[1],{\"a\":2}]"), good)
            + "]}";

    // When
    List<ParsedRow> rows = new PaymentParser().readAll(document.getBytes(UTF_8));

    // Then
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0)).isInstanceOf(Payment.class);
    assertThat(rows.subList(1, 4))
        .allSatisfy(
            row -> {
              InvalidRow bad = (InvalidRow) row;
              assertThat(bad.rejection().code()).isNotEqualTo(RejectionCode.NOT_ONE_PAYMENT);
              assertThat(Documents.bad(new String(bad.document(), UTF_8)).rejection())
                  .isEqualTo(bad.rejection());
            });
    assertThat(rows.get(4)).isInstanceOf(Payment.class);
  }

  @Test
  void aRowWithNestedValuesIsRejectedAlone() {
    List<Documents> rows =
        List.of(payment(), payment().with("first", "[[{\"a\":[\"]\"]}],[]]"), payment());

    for (String document : List.of(Documents.arrayOf(rows), Documents.splitOf(rows))) {
      assertThat(new PaymentParser().readAll(document.getBytes(UTF_8)))
          .extracting(ParsedRow::getClass)
          .isEqualTo(List.of(Payment.class, InvalidRow.class, Payment.class));
    }
  }

  @Test
  void noReasonHoldsAValueOfTheDocument() {
    String secret = "Xq7Zk";
    for (Column column : Column.ALL) {
      for (String json :
          List.of(
              '"' + secret + '"',
              '"' + secret.repeat(300) + '"',
              '"' + secret + "\\u0000\"",
              '"' + secret + "\\ud800\"",
              "[\"" + secret + "\"]",
              "{\"" + secret + "\":\"" + secret + "\"}",
              '"' + secret,
              secret)) {
        String document = payment().with(column.columnName(), json).flat();
        if (Documents.read(document) instanceof InvalidRow bad) {
          assertThat(bad.rejection().reason()).doesNotContain(secret);
          assertThat(bad.toString()).doesNotContain(secret);
        }
      }
    }
  }

  @Test
  void nestingWithoutEndIsUnreadable() {
    for (String open : List.of("[", "{\"a\":", "{\"data\":[", "{\"columns\":[", "{\"cc_num\":[")) {
      assertThat(Documents.bad(open.repeat(100_000)).rejection().code())
          .isEqualTo(RejectionCode.UNREADABLE);
    }
  }

  @Test
  void otherEncodingsThanUtf8AreUnreadable() {
    // Given
    byte[] utf16 = payment().flat().getBytes(UTF_16LE);

    // When
    ParsedRow row = new PaymentParser().readOne(utf16);

    // Then
    assertThat(((InvalidRow) row).rejection().code()).isEqualTo(RejectionCode.UNREADABLE);
    assertThat(((InvalidRow) row).document()).isEqualTo(utf16);
  }

  private static Documents numbered(String transNum) {
    return payment().with("trans_num", transNum);
  }
}
