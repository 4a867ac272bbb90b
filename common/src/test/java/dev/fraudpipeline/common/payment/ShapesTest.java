package dev.fraudpipeline.common.payment;

import static dev.fraudpipeline.common.payment.Documents.answer;
import static dev.fraudpipeline.common.payment.Documents.json;
import static dev.fraudpipeline.common.payment.Documents.payment;
import static dev.fraudpipeline.common.payment.Documents.twice;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of a document that a reader accepts gives the same payment. */
class ShapesTest {
  private static final String CANONICAL = payment().flat();
  private static final String NAMES = payment().names();
  private static final String ROWS = '[' + payment().cells() + ']';

  static Stream<String> documentsOfOnePayment() {
    return Stream.of(
            payment().flat(),
            payment().array(),
            payment().split(),
            payment().reversed().flat(),
            payment().reversed().array(),
            payment().reversed().split(),
            answer().flat(),
            answer().array(),
            answer().split(),
            answer().reversed().split(),
            // Members of a split document in other orders, without an index, with others.
            "{\"data\":" + ROWS + ",\"columns\":" + NAMES + "}",
            "{\"data\":" + ROWS + ",\"index\":[1],\"columns\":" + NAMES + "}",
            "{\"index\":[1],\"data\":" + ROWS + ",\"columns\":" + NAMES + "}",
            "{\"index\":[1],\"columns\":" + NAMES + ",\"data\":" + ROWS + "}",
            "{\"columns\":" + NAMES + ",\"data\":" + ROWS + ",\"index\":[\"a\"]}",
            "{\"v\":{\"a\":[1]},\"columns\":" + NAMES + ",\"w\":\"x\",\"data\":" + ROWS + "}",
            // Columns that the schema does not know, whatever they hold.
            payment().with("Unnamed: 0", "17").flat(),
            payment().with("", "\"untitled\"").split(),
            payment().with("nested", "{\"cc_num\":[1,{\"amt\":\"x\"}]}").flat(),
            payment().with("nested", "[[1,2],{\"columns\":[]}]").split(),
            payment().with("more", "true").with("CC_NUM", "1").array(),
            // Blanks.
            " \n\t" + payment().flat().replace(",\"", " ,\r\n \"").replace("\":", "\" : ") + "\n")
        .flatMap(document -> Stream.of(document, twice(document)));
  }

  @ParameterizedTest
  @MethodSource("documentsOfOnePayment")
  void eachShapeGivesTheSamePayment(String document) {
    assertThat(json(payment(document))).isEqualTo(CANONICAL);
  }

  @Test
  void rowsKeepTheirOrder() {
    // Given
    List<Documents> three = Stream.of("\"a\"", "\"b\"", "\"c\"").map(ShapesTest::numbered).toList();

    // When
    List<ParsedRow> split = readAll(Documents.splitOf(three));
    List<ParsedRow> array = readAll(twice(Documents.arrayOf(three)));

    // Then
    assertThat(split)
        .extracting(row -> ((Payment) row).id().transNum())
        .containsExactly("a", "b", "c");
    assertThat(array)
        .extracting(row -> ((Payment) row).id().transNum())
        .containsExactly("a", "b", "c");
  }

  @Test
  void aRowDoesNotInheritFromTheRowBefore() {
    // Given
    Documents scant = payment().with("first", "null").with("lat", "null").with("is_fraud", "null");

    // When
    List<ParsedRow> rows = readAll(Documents.splitOf(List.of(payment(), scant)));

    // Then
    Payment second = (Payment) rows.get(1);
    assertThat(second.isNull(Column.FIRST)).isTrue();
    assertThat(second.isNull(Column.LAT)).isTrue();
    assertThat(second.isNull(Column.IS_FRAUD)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"columns\":[\"amt\"],\"data\":[]}",
        "{\"columns\":[],\"index\":[],\"data\":[]}",
        "{\"data\":[],\"columns\":[]}"
      })
  void anAnswerWithoutRowsHoldsNone(String document) {
    assertThat(readAll(document)).isEmpty();
    assertThat(readAll(twice(document))).isEmpty();
    assertThat(Documents.bad(document).rejection().code()).isEqualTo(RejectionCode.NOT_ONE_PAYMENT);
  }

  @Test
  void aMessageHoldsOnePayment() {
    // Given
    String two = Documents.splitOf(List.of(payment(), numbered("\"b\"")));

    // When
    InvalidRow bad = Documents.bad(two);

    // Then
    assertThat(bad.rejection().code()).isEqualTo(RejectionCode.NOT_ONE_PAYMENT);
    assertThat(bad.document()).isEqualTo(two.getBytes(UTF_8));
  }

  @Test
  void aMessageWithoutValueIsUnreadable() {
    // When
    ParsedRow row = new PaymentParser().readOne(null);

    // Then
    assertThat(row).isInstanceOf(InvalidRow.class);
    assertThat(((InvalidRow) row).rejection().code()).isEqualTo(RejectionCode.UNREADABLE);
    assertThat(((InvalidRow) row).document()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "5",
        "true",
        "\"\"",
        "\"text\"",
        "\"\\\"{}\\\"\"",
        "{",
        "[{}",
        "{\"a\":1,}",
        "{} {}",
        "[]]",
        "\"[]\" []",
        "\"[] []\"",
        "[1]",
        "[[]]",
        "[null]",
        "{'a':1}",
        "<html><body>503 Service Unavailable</body></html>",
        "{\"columns\":[\"amt\"]}",
        "{\"data\":[[1]]}",
        "{\"columns\":[\"amt\"],\"data\":{\"0\":[1]}}",
        "{\"columns\":[\"amt\"],\"data\":\"x\"}",
        "{\"columns\":[\"amt\"],\"data\":[1]}",
        "{\"columns\":[\"amt\"],\"data\":[{\"amt\":1}]}",
        "{\"columns\":[1],\"data\":[[1]]}",
        "{\"columns\":[[\"amt\"]],\"data\":[[1]]}",
        "{\"data\":[[1]],\"columns\":\"amt\"}",
        "{\"data\":[[1]],\"columns\":{\"amt\":0}}",
        "{\"data\":[[1]],\"columns\":5}",
        "{\"columns\":[\"amt\"],\"data\":[[1]"
      })
  void whatIsNoSuchDocumentIsUnreadableAsAWhole(String document) {
    // When
    List<ParsedRow> rows = readAll(document);

    // Then
    assertThat(rows).singleElement().isInstanceOf(InvalidRow.class);
    InvalidRow bad = (InvalidRow) rows.get(0);
    assertThat(bad.rejection().code()).isEqualTo(RejectionCode.UNREADABLE);
    assertThat(bad.document()).isEqualTo(document.getBytes(UTF_8));
  }

  @Test
  void aReaderIsGoodForTheNextDocumentWhateverTheLastOneWas() {
    // Given
    PaymentParser reader = new PaymentParser();
    reader.readAll("{\"cc_num\":1,\"amt\":".getBytes(UTF_8));
    reader.readAll(Documents.splitOf(List.of(payment(), payment())).getBytes(UTF_8));

    // When
    ParsedRow row = reader.readOne(payment().without("is_fraud").flatBytes());

    // Then
    assertThat(json((Payment) row)).isEqualTo(payment().without("is_fraud").flat());
  }

  private static List<ParsedRow> readAll(String document) {
    return new PaymentParser().readAll(document.getBytes(UTF_8));
  }

  private static Documents numbered(String transNum) {
    return payment().with("trans_num", transNum);
  }
}
