package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.sandbox.demo.StoredPayments.StoredRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaymentLedgerTest {
  private static final PaymentId A = new PaymentId("a", 1);
  private static final PaymentId B = new PaymentId("b", 2);
  private static final PaymentId B_LATER = new PaymentId("b", 3);

  private final List<LabelledPayment> served = new ArrayList<>();
  private final Map<PaymentId, StoredRow> rows = new HashMap<>();
  private final Set<String> rejected = new HashSet<>();
  private final Set<PaymentId> repeated = new HashSet<>();
  private final Set<AlarmedPayment> frauds = new HashSet<>();
  private final Map<PaymentId, Long> fetched = new HashMap<>();
  private final Map<AlarmedPayment, Long> alarms = new HashMap<>();
  private long unreadableAnswers;

  @Test
  void aRowForEachPaymentBalances() {
    // Given
    serve(A, B, B_LATER);
    store(A, B, B_LATER);

    // When
    PaymentLedger ledger = ledger();

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
    PaymentLedger ledger = ledger();

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
    PaymentLedger ledger = ledger();

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
    PaymentLedger ledger = ledger();

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
    rows.put(A, row(A, true));
    rows.put(B, row(B, true));
    frauds.add(alarmed(A));
    alarms.put(alarmed(A), 12L);

    // When
    PaymentLedger ledger = ledger();

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
    rows.put(A, row(A, true));
    rows.put(B, row(B, false));
    rows.put(c, row(c, true));
    rows.put(d, row(d, false));

    // When
    PaymentLedger.Quality quality = ledger().quality();

    // Then
    assertThat(quality).isEqualTo(new PaymentLedger.Quality(1, 1, 1));
    assertThat(quality.precision()).isEqualTo(0.5);
    assertThat(quality.recall()).isEqualTo(0.5);
  }

  @Test
  void theVerdictNamesWhatIsWrong() {
    // Given
    serve(A, B);
    store(A);

    // When
    List<String> lines = lines();

    // Then
    assertThat(lines.get(lines.size() - 1)).isEqualTo("NOT BALANCED: 1 missing.");
  }

  @Test
  void anAlarmBelongsToThePaymentThatItNamesHoweverFarItsTimesLieApart() {
    // Given
    PaymentId training = new PaymentId("t", 1_371_816_865);
    AlarmedPayment named = new AlarmedPayment("t", "2020-06-21 12:14:25");
    serve(training);
    rows.put(training, new StoredRow(true, named, 0));
    frauds.add(named);
    alarms.put(named, 20L);

    // When, Then
    assertThat(ledger().silentFrauds()).isZero();
    assertThat(ledger().isBalanced()).isTrue();
  }

  @Test
  void theLedgerTellsHowLongPaymentsAndDaemonsTook() {
    // Given
    serve(A, B);
    rows.put(A, new StoredRow(true, alarmed(A), 1_250));
    rows.put(B, new StoredRow(false, alarmed(B), 1_900));
    fetched.putAll(Map.of(A, 1_000L, B, 1_500L));
    alarms.put(alarmed(A), 31L);

    // When
    List<String> lines = lines();

    // Then
    assertThat(lines)
        .contains(
            "  fetch to alarm             1   p50 31 ms, p99 31 ms, max 31 ms",
            "  fetch to row               2   p50 250 ms, p99 400 ms, max 400 ms",
            "  daemons                    1   sink ready after 2.1 s");
  }

  private void serve(PaymentId... ids) {
    for (PaymentId id : ids) {
      served.add(new LabelledPayment(id, false));
    }
  }

  private void store(PaymentId... ids) {
    for (PaymentId id : ids) {
      rows.put(id, row(id, false));
    }
  }

  private static StoredRow row(PaymentId id, boolean fraud) {
    return new StoredRow(fraud, alarmed(id), 0);
  }

  private static AlarmedPayment alarmed(PaymentId id) {
    return new AlarmedPayment(id.transNum(), "at " + id.unixTime());
  }

  private List<String> lines() {
    return LedgerText.lines(
        ledger(),
        evidence().fetchToAlarm(),
        evidence().fetchToRow(),
        Map.of("sink", Duration.ofMillis(2_130)));
  }

  private PaymentLedger ledger() {
    return PaymentLedger.of(evidence());
  }

  private LedgerEvidence evidence() {
    return new LedgerEvidence(
        served, rows, rejected, unreadableAnswers, repeated, frauds, fetched, alarms, 0, 0);
  }
}
