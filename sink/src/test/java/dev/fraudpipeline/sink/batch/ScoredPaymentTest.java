package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sink.Predictions;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoredPaymentTest {
  private final Payment payment =
      (Payment) new PaymentParser().readOne(Predictions.message("t", 1).getBytes(UTF_8));

  @Test
  void headersSayHowItWasPredicted() {
    // When
    ScoredPayment scored = scored("0.25", "trees/7", "1732000000123");

    // Then
    assertThat(scored.score()).contains(0.25);
    assertThat(scored.model()).contains("trees/7");
    assertThat(scored.predictedAt()).contains(Instant.ofEpochMilli(1_732_000_000_123L));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, '', soon",
    "Infinity, '', 9223372036854775807",
    "'', '', -9223372036854775808",
    "high, '', 253402300800000",
    "1e999, '', -2208988800001",
  })
  void headersThatCannotBeStoredCountAsAbsent(String score, String model, String predictedAt) {
    // When
    ScoredPayment scored = scored(score, model, predictedAt);

    // Then
    assertThat(scored.score()).isEmpty();
    assertThat(scored.model()).isEmpty();
    assertThat(scored.predictedAt()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"253402300799999", "-2208988800000", "0"})
  void theYears1900To9999CanBeStored(String predictedAt) {
    assertThat(scored("1", "m", predictedAt).predictedAt()).isPresent();
  }

  @Test
  void aModelThatPostgresCannotStoreCountsAsAbsent() {
    assertThat(scored("1", "a\0b", "0").model()).isEmpty();
    assertThat(scored("1", "x".repeat(1_001), "0").model()).isEmpty();
  }

  private ScoredPayment scored(String score, String model, String predictedAt) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("score", score.getBytes(UTF_8));
    headers.add("model", model.getBytes(UTF_8));
    headers.add("predicted_at", predictedAt.getBytes(UTF_8));
    return ScoredPayment.of(payment, headers);
  }
}
