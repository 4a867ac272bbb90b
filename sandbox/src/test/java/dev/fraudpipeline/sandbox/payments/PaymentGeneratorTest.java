package dev.fraudpipeline.sandbox.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fraudpipeline.common.payment.Column;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaymentGeneratorTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final int COUNT = 20_000;

  @Test
  void theSameSeedGivesTheSamePayments() {
    // Given
    List<InventedPayment> payments = draw(1, 0.01, 100);

    // When
    List<InventedPayment> again = draw(1, 0.01, 100);

    // Then
    assertThat(texts(again)).isEqualTo(texts(payments));
    assertThat(texts(draw(2, 0.01, 100))).isNotEqualTo(texts(payments));
  }

  @Test
  void theShareOfFraudsOverADayIsTheOneAskedFor() {
    for (double share : new double[] {0, 0.01, 0.2, 1}) {
      // When
      long frauds = draw(3, share, COUNT).stream().filter(InventedPayment::fraud).count();

      // Then
      assertThat((double) frauds / COUNT).isCloseTo(share, within(0.15 * share + 0.0001));
    }
  }

  @Test
  void valuesLookLikeTheTrainingSets() {
    // When
    List<InventedPayment> payments = draw(4, 0.01, COUNT);

    // Then
    Set<String> transNums = new HashSet<>();
    Set<String> categories = new HashSet<>();
    for (InventedPayment payment : payments) {
      transNums.add(payment.text(Column.TRANS_NUM));
      categories.add(payment.text(Column.CATEGORY));
      assertThat(payment.text(Column.TRANS_NUM)).matches("[0-9a-f]{32}");
      assertThat(payment.text(Column.CC_NUM)).matches("[1-9][0-9]{10,18}");
      assertThat(payment.text(Column.MERCHANT)).startsWith("fraud_").hasSizeBetween(10, 60);
      assertThat(new BigDecimal(payment.text(Column.AMT))).isGreaterThanOrEqualTo(BigDecimal.ONE);
      assertThat(payment.text(Column.AMT)).matches("[0-9]+\\.([0-9]|[0-9][1-9])");
      assertThat(payment.text(Column.ZIP)).matches("[1-9][0-9]{3,4}");
      assertThat(payment.text(Column.DOB)).matches("(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]");
    }
    assertThat(transNums).hasSize(COUNT);
    assertThat(categories).hasSize(14);
    assertThat(payments)
        .anyMatch(payment -> Long.parseLong(payment.text(Column.CC_NUM)) > 1L << 53)
        .anyMatch(payment -> payment.text(Column.MERCH_LAT).length() > 14)
        .anyMatch(payment -> payment.text(Column.ZIP).length() == 4);
    for (String mark : List.of(",", "'", "/", "-")) {
      assertThat(payments).anyMatch(payment -> payment.text(Column.MERCHANT).contains(mark));
    }
  }

  private static List<InventedPayment> draw(long seed, double share, int count) {
    var source = new PaymentGenerator(seed, share);
    List<InventedPayment> payments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      payments.add(source.next(BEGIN.plusSeconds(61L * i)));
    }
    return payments;
  }

  private static List<String> texts(List<InventedPayment> payments) {
    List<String> texts = new ArrayList<>();
    payments.forEach(payment -> Column.ALL.forEach(column -> texts.add(payment.text(column))));
    return texts;
  }
}
