package dev.fraudpipeline.common.payment;

import static dev.fraudpipeline.common.payment.Documents.payment;
import static dev.fraudpipeline.common.payment.Documents.written;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and flags: read generously, written exactly, never through a double. */
class ValuesTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cc_num | 0",
        "cc_num | 9007199254740993",
        "cc_num | 4992346398065154184",
        "cc_num | 9223372036854775807",
        "cc_num | -9223372036854775808",
        "zip | 0",
        "zip | 999999999",
        "zip | 2147483647",
        "city_pop | -2147483648",
        "amt | 60.16",
        "amt | 60.10",
        "amt | 0.00",
        "amt | -5.00",
        "amt | 1e3",
        "amt | 1E+3",
        "amt | 125e-2",
        "amt | 999999999999999.9999999999",
        "amt | 1e14",
        "amt | 0.0000000001",
        "lat | 39.450497999999996",
        "lat | -0.0",
        "lat | 1.7976931348623157e308",
        "lat | 4.9e-324",
        "long | 5",
        "merch_lat | 1E2",
        "is_fraud | 1",
        "is_fraud | 0",
        "unix_time | 1371816865",
        "unix_time | 0",
        "unix_time | -2208988800",
        "unix_time | 253402300799",
      })
  void aNumberThatFitsKeepsItsSpelling(String column, String json) {
    assertThat(written(payment(payment().with(column, json).flat()), column)).isEqualTo(json);
    assertThat(written(payment(payment().with(column, json).split()), column)).isEqualTo(json);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cc_num | \"4855488158131690372\" | 4855488158131690372",
        "cc_num | \" 4855488158131690372 \" | 4855488158131690372",
        "cc_num | 30011465039817.0 | 30011465039817",
        "cc_num | 9007199254740991.0 | 9007199254740991",
        "zip | 5654.0 | 5654",
        "zip | 5.654e3 | 5654",
        "zip | \"05654\" | 5654",
        "zip | \"5654.0\" | 5654",
        "zip | -0 | 0",
        "zip | 2147483647.0 | 2147483647",
        "city_pop | \"2906700\" | 2906700",
        "amt | \"60.10\" | 60.10",
        "amt | \" 60.10 \" | 60.10",
        "amt | \"1e3\" | 1e3",
        "amt | \".5\" | 0.5",
        "amt | \"007.50\" | 7.50",
        "amt | \"+7.50\" | 7.50",
        "lat | \"39.450497999999996\" | 39.450497999999996",
        "lat | \"-72.4847\" | -72.4847",
        "is_fraud | \"1\" | 1",
        "is_fraud | 1.0 | 1",
        "is_fraud | 0.0 | 0",
        "is_fraud | true | 1",
        "is_fraud | false | 0",
        "unix_time | 1730134684250 | 1730134684",
        "unix_time | 1371816865000 | 1371816865",
        "unix_time | \"1371816865\" | 1371816865",
        "unix_time | 1371816865.0 | 1371816865",
        "unix_time | 253402300800 | 253402300",
      })
  void aNumberInAnotherSpellingIsBroughtToTheSchemas(String column, String json, String expected) {
    assertThat(written(payment(payment().with(column, json).flat()), column)).isEqualTo(expected);
    assertThat(written(payment(payment().with(column, json).split()), column)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cc_num | 9223372036854775808",
        "cc_num | -9223372036854775809",
        "cc_num | 99999999999999999999",
        "cc_num | 4.855488158131690372e18",
        "cc_num | 4855488158131690372.0",
        "cc_num | 9007199254740992.0",
        "cc_num | 9007199254740994.0",
        "cc_num | 1.5",
        "cc_num | \"4855-4881\"",
        "cc_num | \"\"",
        "cc_num | true",
        "cc_num | [1]",
        "cc_num | {\"a\":1}",
        "cc_num | NaN",
        "cc_num | 1e999999999",
        "cc_num | 1e-999999999",
        "zip | 2147483648",
        "zip | -2147483649",
        "zip | 5654.5",
        "zip | NaN",
        "zip | \"VT\"",
        "zip | false",
        "amt | 1000000000000000",
        "amt | 1e15",
        "amt | 0.00000000001",
        "amt | 60.10000000000",
        "amt | 1e-11",
        "amt | NaN",
        "amt | Infinity",
        "amt | -Infinity",
        "amt | \"NaN\"",
        "amt | \"60,10\"",
        "amt | \"60.10 EUR\"",
        "amt | \"0x10\"",
        "amt | \"\"",
        "amt | true",
        "amt | [60.10]",
        "amt | 1e999999999",
        "amt | 1e-999999999",
        "amt | 1e99999999999999999999",
        "lat | 1e400",
        "lat | -1e400",
        "lat | 1.8e308",
        "lat | \"1e400\"",
        "lat | NaN",
        "lat | -Infinity",
        "lat | \"Infinity\"",
        "lat | \"north\"",
        "lat | \"1d\"",
        "lat | true",
        "lat | 1e999999999",
        "is_fraud | 2",
        "is_fraud | -1",
        "is_fraud | 0.5",
        "is_fraud | \"yes\"",
        "is_fraud | NaN",
        "is_fraud | []",
        "unix_time | -2208988801",
        "unix_time | 253402300800000",
        "unix_time | 1730134684250000000",
        "unix_time | 1.5",
        "unix_time | \"now\"",
        "unix_time | true",
      })
  void aNumberThatDoesNotFitIsRejected(String column, String json) {
    for (String document :
        new String[] {payment().with(column, json).flat(), payment().with(column, json).split()}) {
      InvalidRow bad = Documents.bad(document);
      assertThat(bad.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
      assertThat(bad.rejection().reason()).startsWith(column + " must be ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_001, 100_000})
  void aNumberOfManyDigitsIsRejectedAloneAndQuickly(int digits) {
    // Given
    String many = "9".repeat(digits);

    // When
    InvalidRow number = Documents.bad(payment().with("amt", many).flat());
    InvalidRow text = Documents.bad(payment().with("lat", '"' + many + '"').flat());
    Payment unknown = payment(payment().with("more", many).flat());

    // Then
    assertThat(number.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
    assertThat(text.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
    assertThat(unknown.text(Column.AMT)).isEqualTo("60.10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"trans_num", "cc_num", "amt"})
  void aRowWithoutWhatMustBeThereIsRejected(String column) {
    for (String document :
        new String[] {
          payment().without(column).flat(),
          payment().without(column).split(),
          payment().with(column, "null").flat(),
          payment().with(column, "null").array()
        }) {
      InvalidRow bad = Documents.bad(document);
      assertThat(bad.rejection().code()).isEqualTo(RejectionCode.MISSING_COLUMN);
      assertThat(bad.rejection().reason()).isEqualTo(column + " is missing or null");
    }
  }

  @Test
  void allElseMissingIsWrittenAsNull() {
    // Given
    String scant = "{\"unix_time\":1730134684,\"trans_num\":\"t\",\"amt\":1,\"cc_num\":2}";

    // When
    Payment payment = payment(scant);

    // Then
    assertThat(Documents.json(payment))
        .isEqualTo(
            """
            {"trans_date_trans_time":"2024-10-28 16:58:04","cc_num":2,"merchant":null,\
            "category":null,"amt":1,"first":null,"last":null,"gender":null,"street":null,\
            "city":null,"state":null,"zip":null,"lat":null,"long":null,"city_pop":null,\
            "job":null,"dob":null,"trans_num":"t","unix_time":1730134684,"merch_lat":null,\
            "merch_long":null}""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cc_num", "amt", "first", "trans_num", "is_fraud", "unix_time", "dob"})
  void aColumnThatStandsTwiceIsRejected(String column) {
    // Given
    String again = ",\"" + column + "\":" + payment().value(column) + "}";
    String flat = payment().flat();

    // When
    InvalidRow bad = Documents.bad(flat.substring(0, flat.length() - 1) + again);

    // Then
    assertThat(bad.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
    assertThat(bad.rejection().reason()).isEqualTo(column + " stands twice");
  }

  @Test
  void aCurrentTimeThatStandsTwiceIsRejected() {
    InvalidRow bad =
        Documents.bad(Documents.answer().flat().replace("{", "{\"current_time\":1730134684250,"));

    assertThat(bad.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
    assertThat(bad.rejection().reason()).isEqualTo("current_time stands twice");
  }

  @Test
  void aPredictionThatIsNullIsAsGoodAsAbsent() {
    Payment payment = payment(payment().with("is_fraud", "null").flat());

    assertThat(Documents.json(payment)).isEqualTo(payment().without("is_fraud").flat());
    assertThat(payment.isNull(Column.IS_FRAUD)).isTrue();
  }
}
