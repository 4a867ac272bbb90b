package dev.fraudpipeline.common.payment;

import static dev.fraudpipeline.common.payment.Documents.answer;
import static dev.fraudpipeline.common.payment.Documents.payment;
import static dev.fraudpipeline.common.payment.Documents.written;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times in all spellings, UTC, years 1900 to 9999. */
class TimestampTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1730134684250 | 2024-10-28 16:58:04 | 1730134684",
        "1730134684999 | 2024-10-28 16:58:04 | 1730134684",
        "1730134684000.0 | 2024-10-28 16:58:04 | 1730134684",
        "\"1730134684250\" | 2024-10-28 16:58:04 | 1730134684",
        "1380935537000 | 2013-10-05 01:12:17 | 1380935537",
        "0 | 1970-01-01 00:00:00 | 0",
        "-1 | 1969-12-31 23:59:59 | -1",
        "253402300799999 | 9999-12-31 23:59:59 | 253402300799",
        "-2208988800000 | 1900-01-01 00:00:00 | -2208988800",
        "\"2024-10-28T16:58:04\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-28T16:58:04Z\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-28T16:58:04.250Z\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-28T16:58:04.250999999\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-28 16:58:04.250\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-28T17:58:04+01:00\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-28 22:28:04.5+0530\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-28T11:58:04-05\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-29T00:58:04+08:00\" | 2024-10-28 16:58:04 | 1730134684",
        "\"2024-10-28T16:58Z\" | 2024-10-28 16:58:00 | 1730134680",
        "\"2024-02-29T00:00:00\" | 2024-02-29 00:00:00 | 1709164800",
      })
  void currentTimeBecomesBothTimes(String json, String text, long seconds) {
    // When
    Payment payment = payment(answer().with("current_time", json).split());

    // Then
    assertThat(payment.text(Column.TRANS_DATE_TRANS_TIME)).isEqualTo(text);
    assertThat(payment.integer(Column.UNIX_TIME)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"now\"",
        "\"2024-13-01T00:00:00\"",
        "\"2024-02-30 00:00:00\"",
        "\"2023-02-29 00:00:00\"",
        "\"2024-10-28T24:00:01\"",
        "\"2024-10-28T16:60:00\"",
        "\"28/10/2024 16:58:04\"",
        "\"1899-12-31T23:59:59\"",
        "\"10000-01-01T00:00:00\"",
        "\"+10000-01-01T00:00:00\"",
        "\"9999-12-31T23:59:59-01:00\"",
        "\"1900-01-01T00:00:00+01:00\"",
        "\"+999999999-12-31T23:59:59-18:00\"",
        "\"-999999999-01-01T00:00:00+18:00\"",
        "253402300800000",
        "-2208988800001",
        "9223372036854775807",
        "1e999999999",
        "NaN",
        "true",
        "[1730134684250]",
        "{\"$date\":1730134684250}"
      })
  void aCurrentTimeThatIsNoneIsRejected(String json) {
    // When
    InvalidRow bad = Documents.bad(answer().with("current_time", json).flat());

    // Then
    assertThat(bad.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
    assertThat(bad.rejection().reason()).startsWith("current_time must be ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-10-28 16:58:04 | 2024-10-28 16:58:04",
        "2024-10-28T16:58:04 | 2024-10-28 16:58:04",
        "2024-10-28t16:58:04z | 2024-10-28 16:58:04",
        "2024-10-28T16:58:04.000 | 2024-10-28 16:58:04",
        "2024-10-28T18:58:04+02:00 | 2024-10-28 16:58:04",
        "2000-02-29 23:59:59 | 2000-02-29 23:59:59",
        "1900-01-01 00:00:00 | 1900-01-01 00:00:00",
        "9999-12-31 23:59:59 | 9999-12-31 23:59:59",
      })
  void aTimestampIsWrittenInOneSpelling(String text, String expected) {
    Documents document = payment().with("trans_date_trans_time", '"' + text + '"');

    assertThat(payment(document.flat()).text(Column.TRANS_DATE_TRANS_TIME)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-10-28 24:00:00",
        "2024-10-28 16:60:04",
        "2024-10-28 16:58:60",
        "2024-10-32 16:58:04",
        "2024-00-28 16:58:04",
        "2024-04-31 16:58:04",
        "1900-02-29 00:00:00",
        "1899-12-31 23:59:59",
        "2024-1a-28 16:58:04",
        "2024-10-28 1 :58:04",
        "2024-10-28x16:58:04",
        "2024/10/28 16:58:04",
        "16:58:04",
        ""
      })
  void aTimestampThatIsNoneIsRejected(String text) {
    InvalidRow bad =
        Documents.bad(payment().with("trans_date_trans_time", '"' + text + '"').split());

    assertThat(bad.rejection().reason()).startsWith("trans_date_trans_time must be ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1993-09-29 | 1993-09-29",
        "2004-02-29 | 2004-02-29",
        "1900-01-01 | 1900-01-01",
        "9999-12-31 | 9999-12-31",
        "1993-09-29T00:00:00.000 | 1993-09-29",
        "1993-09-29T00:00:00.000Z | 1993-09-29",
        "1993-09-29 00:00:00 | 1993-09-29",
      })
  void aDateIsWrittenInOneSpelling(String text, String expected) {
    Documents document = payment().with("dob", '"' + text + '"');

    assertThat(written(payment(document.flat()), "dob")).isEqualTo('"' + expected + '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1993-02-29\"",
        "\"1899-12-31\"",
        "\"1993-9-29\"",
        "\"29.09.1993\"",
        "\"1993-09-29x\"",
        "\"0000-00-00\"",
        "\"\"",
        "19930929",
        "false",
        "[\"1993-09-29\"]"
      })
  void aDateThatIsNoneIsRejected(String json) {
    InvalidRow bad = Documents.bad(payment().with("dob", json).flat());

    assertThat(bad.rejection().code()).isEqualTo(RejectionCode.BAD_VALUE);
    assertThat(bad.rejection().reason()).startsWith("dob must be a date ");
  }

  @Test
  void oneTimeIsRebuiltFromTheOther() {
    // When
    Payment fromText = payment(payment().without("unix_time").flat());
    Payment fromSeconds = payment(payment().with("trans_date_trans_time", "null").split());
    Payment fromMillis =
        payment(
            payment().without("trans_date_trans_time").with("unix_time", "1730134684250").flat());

    // Then
    assertThat(fromText.integer(Column.UNIX_TIME)).isEqualTo(1_730_134_684L);
    assertThat(fromSeconds.text(Column.TRANS_DATE_TRANS_TIME)).isEqualTo("2024-10-28 16:58:04");
    assertThat(fromMillis.text(Column.TRANS_DATE_TRANS_TIME)).isEqualTo("2024-10-28 16:58:04");
    assertThat(fromMillis.integer(Column.UNIX_TIME)).isEqualTo(1_730_134_684L);
  }

  @Test
  void theTrainingSetsTwoTimesStayAsTheyAre() {
    // Given: seven years apart, as in every row of the training set
    Documents training =
        payment()
            .with("trans_date_trans_time", "\"2020-06-21 12:14:25\"")
            .with("unix_time", "1371816865");

    // When
    Payment payment = payment(training.split());

    // Then
    assertThat(Documents.json(payment)).isEqualTo(training.flat());
  }

  @Test
  void aRowWithoutAnyTimeIsRejected() {
    for (String document :
        new String[] {
          answer().without("current_time").split(), answer().with("current_time", "null").flat()
        }) {
      InvalidRow bad = Documents.bad(document);
      assertThat(bad.rejection().code()).isEqualTo(RejectionCode.MISSING_COLUMN);
      assertThat(bad.rejection().reason()).contains("the time is missing");
    }
  }
}
