package dev.fraudpipeline.common.payment;

import static dev.fraudpipeline.common.payment.Documents.answer;
import static dev.fraudpipeline.common.payment.Documents.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentTest {
  private static final String WRITTEN =
      """
      {"trans_date_trans_time":"2024-10-28 16:58:04","cc_num":4855488158131690372,\
      "merchant":"fraud_Berge, Kautzer and Harris","category":"personal_care","amt":60.10,\
      "first":"Jeremy","last":"Roberson","gender":"M","street":"25887 Martin Inlet",\
      "city":"Graniteville","state":"VT","zip":5654,"lat":44.1554,"long":-72.4847,\
      "city_pop":970,"job":"Agricultural consultant","dob":"1993-09-29",\
      "trans_num":"3867ba87838a8220d3f806045d6e902b","unix_time":1730134684,\
      "merch_lat":39.450497999999996,"merch_long":-72.219161\
      """;

  @Test
  void theObjectIsWrittenByteForByte() {
    assertThat(payment(answer().split()).json())
        .isEqualTo((WRITTEN + ",\"is_fraud\":0}").getBytes(UTF_8));
  }

  @Test
  void anAbsentPredictionStaysAbsent() {
    assertThat(payment(answer().without("is_fraud").split()).json())
        .isEqualTo((WRITTEN + "}").getBytes(UTF_8));
  }

  @Test
  void thePredictionReplacesWhatTheApiSaid() {
    for (Documents document :
        new Documents[] {
          payment(), payment().without("is_fraud"), payment().with("is_fraud", "1")
        }) {
      // Given
      Payment payment = payment(document.flat());
      byte[] before = payment.json().clone();

      // When
      byte[] fraud = payment.jsonWithPrediction(true);
      byte[] fine = payment.jsonWithPrediction(false);

      // Then
      assertThat(fraud).isEqualTo((WRITTEN + ",\"is_fraud\":1}").getBytes(UTF_8));
      assertThat(fine).isEqualTo((WRITTEN + ",\"is_fraud\":0}").getBytes(UTF_8));
      assertThat(payment.json()).isEqualTo(before);
    }
  }

  @Test
  void aPredictionThatSaysTheSameAsTheApiTakesNoCopy() {
    Payment payment = payment(payment().flat());

    assertThat(payment.jsonWithPrediction(false)).isSameAs(payment.json());
  }

  @Test
  void whatWasWrittenIsReadAsTheSameBytes() {
    // Given
    Documents odd =
        payment()
            .with("merchant", "\"R\\u00e9n\\u00e9e \\/ \\\"Co\\\" \\\\ \\ud83d\\ude00\\t\"")
            .with("amt", "\"1e3\"")
            .with("zip", "5654.0")
            .with("lat", "null")
            .with("unix_time", "1730134684250")
            .with("is_fraud", "true");

    // When
    Payment once = payment(odd.split());
    Payment twice = payment(Documents.json(once));

    // Then
    assertThat(Documents.json(twice)).isEqualTo(Documents.json(once));
  }

  @Test
  void valuesAreGivenAsWhatTheyAre() {
    // When
    Payment payment = payment(payment().flat());

    // Then
    assertThat(payment.text(Column.MERCHANT)).isEqualTo("fraud_Berge, Kautzer and Harris");
    assertThat(payment.integer(Column.CC_NUM)).isEqualTo(4_855_488_158_131_690_372L);
    assertThat(payment.decimal(Column.AMT)).isEqualTo(new BigDecimal("60.10"));
    assertThat(payment.text(Column.AMT)).isEqualTo("60.10");
    assertThat(payment.real(Column.MERCH_LAT)).isEqualTo(39.450497999999996);
    assertThat(payment.date(Column.DOB)).isEqualTo(LocalDate.of(1993, 9, 29));
    assertThat(payment.timestamp(Column.TRANS_DATE_TRANS_TIME))
        .isEqualTo(LocalDateTime.of(2024, 10, 28, 16, 58, 4));
    assertThat(payment.id())
        .isEqualTo(new PaymentId("3867ba87838a8220d3f806045d6e902b", 1_730_134_684L));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, -7, 999_999_999_999L, Long.MAX_VALUE, Long.MIN_VALUE})
  void anIntegerHasAllItsBits(long value) {
    // When
    Payment payment = payment(payment().with("cc_num", Long.toString(value)).flat());

    // Then
    assertThat(payment.integer(Column.CC_NUM)).isEqualTo(value);
  }

  @Test
  void eachValueLiesWhereItSays() {
    // Given
    Payment payment = payment(payment().flat());

    for (Column column : Column.ALL) {
      // Then
      assertThat(Documents.written(payment, column.columnName()))
          .isEqualTo(payment().value(column.columnName()));
      assertThat(payment.isNull(column)).isFalse();
    }
  }

  @Test
  void aNullHasNoValue() {
    // Given
    Payment payment = payment(payment().without("zip").without("is_fraud").flat());

    // Then
    assertThat(payment.isNull(Column.ZIP)).isTrue();
    assertThat(payment.isNull(Column.IS_FRAUD)).isTrue();
    assertThat(Documents.written(payment, "zip")).isEqualTo("null");
    assertThatThrownBy(() -> payment.integer(Column.ZIP))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("zip is null");
    assertThatThrownBy(() -> payment.text(Column.IS_FRAUD))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTextThatBeginsLikeNullIsNotNull() {
    Payment payment = payment(payment().with("last", "\"null\"").with("city", "\"n\"").flat());

    assertThat(payment.isNull(Column.LAST)).isFalse();
    assertThat(payment.text(Column.LAST)).isEqualTo("null");
    assertThat(payment.isNull(Column.CITY)).isFalse();
  }

  @Test
  void theKeyIsTheCardNumberAsText() {
    assertThat(payment(payment().flat()).key()).isEqualTo("4855488158131690372".getBytes(UTF_8));
    assertThat(payment(payment().with("cc_num", "\"30011465039817.0\"").split()).key())
        .isEqualTo("30011465039817".getBytes(UTF_8));
  }

  @Test
  void itsTextShowsNothingOfIt() {
    assertThat(payment(payment().flat())).asString().matches("Payment\\[\\d+ bytes]");
  }
}
