package dev.fraudpipeline.predictor.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.predictor.Payments;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeduplicatedAlarmTest {
  private final List<String> raised = new ArrayList<>();
  private final FraudAlarm alarm =
      new DeduplicatedAlarm(
          2, List.of((payment, score, since) -> raised.add(payment.text(Column.TRANS_NUM))));

  @Test
  void aPaymentThatIsScoredAgainRaisesNoSecondAlarm() {
    for (int number : new int[] {1, 2, 1, 2}) {
      alarm.raise(Payments.payment(number), 1, 0);
    }

    assertThat(raised).hasSize(2);
  }

  @Test
  void anotherPaymentOfTheSameTransactionNumberRaisesItsOwn() {
    alarm.raise(Payments.payment(1), 1, 0);
    alarm.raise(Payments.read(Payments.document(1).replace("1730134684", "1730134685")), 1, 0);

    assertThat(raised).hasSize(2);
  }

  @Test
  void theOldestIsForgottenFirst() {
    for (int number : new int[] {1, 2, 3, 3, 2, 1}) {
      alarm.raise(Payments.payment(number), 1, 0);
    }

    assertThat(raised).hasSize(4);
  }
}
