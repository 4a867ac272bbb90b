package dev.fraudpipeline.common.payment;

import static dev.fraudpipeline.common.payment.Documents.payment;
import static dev.fraudpipeline.common.payment.Documents.twice;
import static dev.fraudpipeline.common.payment.Documents.written;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text: limits in characters, no NUL, no lone surrogate, and one spelling of everything else. */
class TextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a/b | a/b | a/b",
        "a\\/b | a/b | a/b",
        "Ren\\u00e9e | Renée | Renée",
        "Renée | Renée | Renée",
        "\\u0041 | A | A",
        "\\ud83d\\ude00 | 😀 | 😀",
        "😀 | 😀 | 😀",
        "日本 | 日本 | 日本",
        "O'Keefe-Hudson | O'Keefe-Hudson | O'Keefe-Hudson",
        "say \\\"hi\\\" | say \\\"hi\\\" | say \"hi\"",
        "back\\\\slash | back\\\\slash | back\\slash",
        "\\\\u0041 | \\\\u0041 | \\u0041",
        "\\\\\\\"\\/é | \\\\\\\"/é | \\\"/é",
      })
  void escapesAreWrittenOnlyWhereJsonDemandsThem(String content, String expected, String text) {
    Documents document = payment().with("merchant", '"' + content + '"');
    for (String shape : new String[] {document.flat(), document.split(), twice(document.split())}) {
      Payment payment = payment(shape);
      assertThat(written(payment, "merchant")).isEqualTo('"' + expected + '"');
      assertThat(payment.text(Column.MERCHANT)).isEqualTo(text);
    }
  }

  @Test
  void controlCharactersStayEscaped() {
    // Given
    Documents document = payment().with("job", "\"a\\b\\t\\n\\f\\r\\u001f\\u007fz\"");

    // When
    Payment payment = payment(twice(document.flat()));

    // Then
    assertThat(payment.text(Column.JOB)).isEqualTo("a\b\t\n\f\r\u001f\u007fz");
    assertThat(Documents.json(payment(Documents.json(payment)))).isEqualTo(Documents.json(payment));
  }

  @ParameterizedTest
  @CsvSource({"first,1000", "merchant,1000", "street,1000", "trans_num,128"})
  void textIsLimitedInCharactersNotInBytes(String column, int longest) {
    for (String character : List.of("a", "é", "\\u00e9", "日", "😀", "\\ud83d\\ude00", "\\\"")) {
      String fits = '"' + character.repeat(longest) + '"';
      String tooLong = '"' + character.repeat(longest + 1) + '"';

      Payment payment = payment(payment().with(column, fits).flat());
      InvalidRow bad = Documents.bad(payment().with(column, tooLong).flat());

      String text = payment.text(Column.named(column).orElseThrow());
      assertThat(text.codePointCount(0, text.length())).isEqualTo(longest);
      assertThat(bad.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
      assertThat(bad.rejection().reason())
          .isEqualTo(column + " must be text of at most " + longest + " characters");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "a\\u0000", "\\u0000\\ud83d\\ude00"})
  void aNulIsRejected(String content) {
    for (String column : List.of("last", "trans_num")) {
      Documents document = payment().with(column, '"' + content + '"');
      for (String shape : new String[] {document.flat(), twice(document.split())}) {
        assertThat(Documents.bad(shape).rejection().reason())
            .isEqualTo(column + " must not hold a NUL character");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "\\udc00",
        "a\\ud83d",
        "\\ude00\\ud83d",
        "\\ud83d\\ud83d\\ude00",
        "\\ud83dx\\ude00"
      })
  void aLoneSurrogateIsRejected(String content) {
    Documents document = payment().with("city", '"' + content + '"');
    for (String shape : new String[] {document.flat(), document.split(), twice(document.split())}) {
      assertThat(Documents.bad(shape).rejection().reason())
          .isEqualTo("city must not hold half of a surrogate pair");
    }
  }

  @Test
  void aLoneSurrogateThatTheOuterStringEscapesSpoilsItsOwnRowOnly() {
    // Given
    List<Documents> rows = List.of(payment(), payment().with("city", "\"x@y\""), payment());
    String document = twice(Documents.splitOf(rows)).replace("@", "\\ud800");

    // When
    List<ParsedRow> read = new PaymentParser().readAll(document.getBytes(UTF_8));

    // Then
    assertThat(read).hasSize(3);
    assertThat(read.get(0)).isInstanceOf(Payment.class);
    assertThat(((InvalidRow) read.get(1)).rejection().reason())
        .startsWith("city must not hold half");
    assertThat(read.get(2)).isInstanceOf(Payment.class);
  }

  @Test
  void surrogatesSpelledInUtf8AreRejectedOrUnreadable() {
    // Given
    byte[] document = payment().with("city", "\"x@@@y\"").flatBytes();
    int at = new String(document, UTF_8).indexOf("@@@");
    document[at] = (byte) 0xed;
    document[at + 1] = (byte) 0xa0;
    document[at + 2] = (byte) 0x80;

    // When
    ParsedRow row = new PaymentParser().readOne(document);

    // Then
    assertThat(row).isInstanceOf(InvalidRow.class);
    assertThat(((InvalidRow) row).document()).isEqualTo(document);
  }

  @Test
  void bytesThatAreNoUtf8AreUnreadable() {
    // Given
    byte[] document = payment().with("city", "\"x@y\"").flatBytes();
    document[new String(document, UTF_8).indexOf('@')] = (byte) 0xe9;

    // When
    InvalidRow bad = (InvalidRow) new PaymentParser().readOne(document);

    // Then
    assertThat(bad.rejection().code()).isEqualTo(RejectionCode.UNREADABLE);
    assertThat(bad.document()).isEqualTo(document);
  }

  @Test
  void emptyTextIsTextButNoTransNum() {
    assertThat(payment(payment().with("street", "\"\"").flat()).text(Column.STREET)).isEmpty();
    for (String blank : List.of("\"\"", "\"  \"", "\"\\u0020\"", "\"\\t\"")) {
      assertThat(Documents.bad(payment().with("trans_num", blank).flat()).rejection().code())
          .isEqualTo(RejectionCode.MISSING_COLUMN);
    }
  }

  @Test
  void aNumberInATextColumnIsItsText() {
    assertThat(written(payment(payment().with("trans_num", "12345").flat()), "trans_num"))
        .isEqualTo("\"12345\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "[\"a\"]", "{\"a\":\"b\"}", "NaN", "-Infinity"})
  void whatIsNoTextIsRejected(String json) {
    InvalidRow bad = Documents.bad(payment().with("first", json).split());

    assertThat(bad.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
    assertThat(bad.rejection().reason()).isEqualTo("first must be text");
  }
}
