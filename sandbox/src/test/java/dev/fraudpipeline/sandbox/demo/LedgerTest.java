package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.PaymentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final PaymentId A = new PaymentId("a", 1);
  private static final PaymentId B = new PaymentId("b", 2);
  private static final PaymentId B_LATER = new PaymentId("b", 3);

  private final List<LabelledPayment> served = new ArrayList<>();
  private final Map<PaymentId, Boolean> rows = new HashMap<>();
  private final Set<String> rejected = new HashSet<>();
  private final Set<PaymentId> repeated = new HashSet<>();
  private final Set<PaymentId> frauds = new HashSet<>();
  private final Set<PaymentId> alarmed = new HashSet<>();
  private long unreadableAnswers;

  @Test
  void aRowForEachPaymentBalances() {
    // Given
    serve(A, B, B_LATER);
    store(A, B, B_LATER);

    // When
    Ledger ledger = ledger();

    // Then
    assertThat(ledger.isBalanced()).isTrue();
    assertThat(ledger.served()).isEqualTo(3);
    assertThat(ledger.rows()).isEqualTo(3);
  }

  @Test
  void aRejectedPaymentStandsForItsRow() {
    // Given
    serve(A, B);
    store(A);
    rejected.add("topic_1-0@7");

    // When, Then
    assertThat(ledger().isBalanced()).isTrue();
  }

  @Test
  void garbageIsRejectedAndWasNeverServed() {
    // Given
    serve(A, B);
    store(A);
    rejected.add("topic_1-0@7");
    rejected.add("answer-1");
    unreadableAnswers = 1;

    // When, Then
    assertThat(ledger().isBalanced()).isTrue();
    assertThat(ledger().served()).isEqualTo(2);
    assertThat(ledger().garbage()).isEqualTo(1);
  }

  @Test
  void anUnreadableAnswerThatHeldAPaymentStandsForIt() {
    // Given
    serve(A);
    rejected.add("answer-1");
    unreadableAnswers = 1;

    // When, Then
    assertThat(ledger().isBalanced()).isTrue();
    assertThat(ledger().garbage()).isZero();
  }

  @Test
  void aPaymentServedTwiceCountsOnce() {
    // Given
    serve(A, A);
    store(A);

    // When
    Ledger ledger = ledger();

    // Then
    assertThat(ledger.isBalanced()).isTrue();
    assertThat(ledger.served()).isEqualTo(1);
    assertThat(ledger.servedAgain()).isEqualTo(1);
  }

  @Test
  void aLostPaymentIsMissingEvenWhereTheCountsAgree() {
    // Given
    serve(A, B);
    store(A, B_LATER);

    // When
    Ledger ledger = ledger();

    // Then
    assertThat(ledger.missing()).isEqualTo(1);
    assertThat(ledger.unexpected()).isEqualTo(1);
    assertThat(ledger.isBalanced()).isFalse();
  }

  @Test
  void aPaymentThatIsBothARowAndRejectedDoesNotBalance() {
    // Given
    serve(A);
    store(A);
    rejected.add("topic_1-0@7");

    // When
    Ledger ledger = ledger();

    // Then
    assertThat(ledger.overRejected()).isEqualTo(1);
    assertThat(ledger.isBalanced()).isFalse();
  }

  @Test
  void aPaymentTwiceInTopic2DoesNotBalance() {
    // Given
    serve(A);
    store(A);
    repeated.add(A);

    // When, Then
    assertThat(ledger().duplicates()).isEqualTo(1);
    assertThat(ledger().isBalanced()).isFalse();
  }

  @Test
  void aPredictedFraudWithoutAlarmDoesNotBalance() {
    // Given
    serve(A, B);
    rows.put(A, true);
    rows.put(B, true);
    frauds.add(A);
    alarmed.add(A);

    // When
    Ledger ledger = ledger();

    // Then
    assertThat(ledger.alarms()).isEqualTo(1);
    assertThat(ledger.silentFrauds()).isEqualTo(1);
    assertThat(ledger.isBalanced()).isFalse();
  }

  @Test
  void anEmptyRunBalances() {
    // When, Then
    assertThat(ledger().isBalanced()).isTrue();
    assertThat(ledger().quality().precision()).isNaN();
  }

  @Test
  void qualityComparesPredictionsWithTheSimulatorsLabels() {
    // Given
    PaymentId c = new PaymentId("c", 4);
    PaymentId d = new PaymentId("d", 5);
    served.add(new LabelledPayment(A, true));
    served.add(new LabelledPayment(B, true));
    served.add(new LabelledPayment(c, false));
    served.add(new LabelledPayment(d, false));
    rows.putAll(Map.of(A, true, B, false, c, true, d, false));

    // When
    Ledger.Quality quality = ledger().quality();

    // Then
    assertThat(quality).isEqualTo(new Ledger.Quality(1, 1, 1));
    assertThat(quality.precision()).isEqualTo(0.5);
    assertThat(quality.recall()).isEqualTo(0.5);
  }

  @Test
  void theVerdictNamesWhatIsWrong() {
    // Given
    serve(A, B);
    store(A);

    // When
    List<String> lines = LedgerText.lines(ledger());

    // Then
    assertThat(lines.get(lines.size() - 1)).isEqualTo("NOT BALANCED: 1 missing.");
  }

  private void serve(PaymentId... ids) {
    for (PaymentId id : ids) {
      served.add(new LabelledPayment(id, false));
    }
  }

  private void store(PaymentId... ids) {
    for (PaymentId id : ids) {
      rows.put(id, false);
    }
  }

  private Ledger ledger() {
    return Ledger.of(
        new Evidence(served, rows, rejected, unreadableAnswers, repeated, frauds, alarmed, 0, 0));
  }
}
