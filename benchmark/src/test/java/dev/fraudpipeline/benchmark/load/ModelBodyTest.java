package dev.fraudpipeline.benchmark.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.payments.InventedPayment;
import dev.fraudpipeline.sandbox.payments.PaymentGenerator;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ModelBodyTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void theRowsOfARequestAreCountedAndTheirPaymentsFound() {
    // Given
    PaymentGenerator payments = new PaymentGenerator(1, 0.01);
    List<InventedPayment> three = Stream.generate(() -> payments.next(NOON)).limit(3).toList();

    // When
    byte[] body = ModelBody.of(three);

    // Then
    assertThat(ModelBody.countRows(body)).isEqualTo(3);
    assertThat(ModelBody.transNums(body))
        .containsExactlyElementsOf(three.stream().map(InventedPayment::transNum).toList());
  }

  @Test
  void bracketsAndQuotesInTextsAreNoRows() {
    // Given
    String body =
        """
        {"dataframe_split": {"columns": ["a", "b"], "index": [0, 1],
         "data": [["x],[y", 1], ["\\"],[\\"", 2]]}}\
        """;

    // When, Then
    assertThat(ModelBody.countRows(body.getBytes(UTF_8))).isEqualTo(2);
  }

  @Test
  void aRequestWithoutRowsHasNone() {
    assertThat(
            ModelBody.countRows(
                "{\"dataframe_split\":{\"columns\":[\"a\"],\"data\":[]}}".getBytes(UTF_8)))
        .isZero();
  }
}
