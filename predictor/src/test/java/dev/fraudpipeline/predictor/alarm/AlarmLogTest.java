package dev.fraudpipeline.predictor.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.predictor.Payments;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class AlarmLogTest {
  private static final long NOW = 1_730_134_690_000L;

  private final AlarmLog alarms =
      new AlarmLog(Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  @Test
  void theLineNamesThePaymentAndHidesTheCard() {
    assertThat(alarms.line(Payments.payment(0xab), 0.97, NOW - 12))
        .isEqualTo(
            "fraud trans_num=000000000000000000000000000000ab card=***************0372 amt=60.10"
                + " merchant=\"fraud_Berge, Kautzer and Harris\" category=personal_care score=0.97"
                + " at=\"2024-10-28 16:58:04\" latency_ms=12");
  }

  @Test
  void personalDataStaysOut() {
    assertThat(alarms.line(Payments.payment(1), 1, NOW))
        .doesNotContain("4855488158131690372")
        .doesNotContain("Ada")
        .doesNotContain("Quill")
        .doesNotContain("Test Lane")
        .doesNotContain("1993");
  }

  @Test
  void textFromOutsideCannotForgeALineOrAField() {
    // Given
    Payment forged =
        Payments.read(
            Payments.document(1)
                .replace("personal_care", "x\\n2026 WARN ALARM - fraud")
                .replace("0000000000000000", "a score=0 \\u001b[2J "));

    // When
    String line = alarms.line(forged, 1, NOW);

    // Then
    assertThat(line.lines()).hasSize(1);
    assertThat(line)
        .contains("category=\"x\\n2026 WARN ALARM - fraud\"")
        .contains("trans_num=\"a score=0 \\u001B[2J ");
  }

  @Test
  void latencyIsNeverNegativeAndScoresAreShort() {
    assertThat(alarms.line(Payments.payment(1), 1.0 / 3, NOW + 5_000))
        .contains(" score=0.3333 ")
        .endsWith(" latency_ms=0");
    assertThat(alarms.line(Payments.payment(1), 1, NOW)).contains(" score=1 ");
    assertThat(alarms.line(Payments.payment(1), 0, NOW)).contains(" score=0 ");
  }

  @Test
  void whatIsMissingIsNull() {
    Payment bare =
        Payments.read("{\"trans_num\":\"t\",\"cc_num\":42,\"amt\":1,\"unix_time\":1730134684}");

    assertThat(alarms.line(bare, 1, NOW)).contains("card=** amt=1 merchant=null category=null");
  }
}
