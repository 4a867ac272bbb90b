package dev.fraudpipeline.producer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.common.payment.PaymentParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentFingerprintTest {

  /** Journals on disk hold these: sha256sum of eight bytes of seconds and the trans_num. */
  @Test
  void itNeverChanges() {
    assertThat(
            PaymentFingerprint.of(
                new PaymentId("3867ba87838a8220d3f806045d6e902b", 1_730_134_684L)))
        .isEqualTo(new PaymentFingerprint(0x6a37e8e14a73da76L, 0xbba1785fc55a7decL));
    assertThat(PaymentFingerprint.of(new PaymentId("Jos\u00e9 \ud83d\ude00", -1L)))
        .isEqualTo(new PaymentFingerprint(0xe23638689db33114L, 0x4e90a4b02bdb61e3L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "3867ba87838a8220d3f806045d6e902b | 1730134684",
        "a | 0",
        "a | -1",
        "a | -2208988800",
        "Jos\u00e9 \ud83d\ude00 | 253402300799",
        "Jos\\u00e9 \\ud83d\\ude00 | 253402300799",
        "a\\\\b\\\"c\\/d\\t\\u0001 | 1730134684"
      })
  void aPaymentHasThatOfItsIdentity(String transNum, String unixTime) {
    // Given
    String json =
        "{\"trans_num\":\"%s\",\"unix_time\":%s,\"cc_num\":1,\"amt\":1}"
            .formatted(transNum, unixTime);
    Payment payment = (Payment) new PaymentParser().readOne(json.getBytes(UTF_8));

    // When
    PaymentFingerprint fingerprint = PaymentFingerprint.of(payment);

    // Then
    assertThat(fingerprint).isEqualTo(PaymentFingerprint.of(payment.id()));
    assertThat(payment.id().unixTime()).isEqualTo(Long.parseLong(unixTime));
  }
}
