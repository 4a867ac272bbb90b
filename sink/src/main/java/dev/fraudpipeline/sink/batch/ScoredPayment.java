package dev.fraudpipeline.sink.batch;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.payment.Payment;
import java.time.Instant;
import java.util.Optional;

/**
 * A payment with its prediction, and what the headers say about that. A header that cannot be read
 * counts as absent: the payment is worth more than its label.
 *
 * @param score finite
 */
public record ScoredPayment(
    Payment payment,
    Optional<Double> score,
    Optional<String> model,
    Optional<Instant> predictedAt) {

  /** As for all text in the table. */
  private static final int LONGEST_MODEL = 1_000;

  // As for all times in the table, in milliseconds since 1970.
  private static final long FIRST_TIME = Instant.parse("1900-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST_TIME = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  public static ScoredPayment of(Payment payment, org.apache.kafka.common.header.Headers headers) {
    return new ScoredPayment(
        payment,
        PipelineHeaders.text(headers, PipelineHeaders.SCORE).flatMap(ScoredPayment::finite),
        PipelineHeaders.text(headers, PipelineHeaders.MODEL).filter(ScoredPayment::isStorable),
        PipelineHeaders.millis(headers, PipelineHeaders.PREDICTED_AT).flatMap(ScoredPayment::time));
  }

  private static Optional<Double> finite(String text) {
    try {
      return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isStorable(String model) {
    return !model.isEmpty() && model.length() <= LONGEST_MODEL && model.indexOf('\0') < 0;
  }

  private static Optional<Instant> time(long millis) {
    return millis < FIRST_TIME || millis > LAST_TIME
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(millis));
  }
}
