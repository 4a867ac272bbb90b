package dev.fraudpipeline.sandbox.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.payments.InventedPayment;
import dev.fraudpipeline.sandbox.payments.PaymentGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FraudClassifierTest {
  private static final long SEED_OF_TRAINING = 1;
  private static final long ANOTHER_SEED = 77;
  private static final Instant BEGIN = Instant.parse("2026-09-01T00:00:00Z");

  private static FraudClassifier classifier;

  @BeforeAll
  static void train() {
    classifier = FraudClassifier.train(SEED_OF_TRAINING, false);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 5, 8, 13, 21, 77})
  void itFindsTheFraudsOfPeopleItHasNeverSeenAndSeldomCriesWolf(long seed) {
    // Given
    List<InventedPayment> payments = payments(seed, 2_000);

    // When
    int[] labels = (int[]) classifier.predict(FraudClassifier.frame(payments));

    // Then
    int hits = 0;
    int frauds = 0;
    int alarms = 0;
    for (int i = 0; i < labels.length; i++) {
      boolean fraud = payments.get(i).fraud();
      frauds += fraud ? 1 : 0;
      alarms += labels[i];
      hits += fraud && labels[i] == 1 ? 1 : 0;
    }
    assertThat((double) hits / alarms).as("precision").isGreaterThan(0.8);
    assertThat((double) hits / frauds).as("recall").isGreaterThan(0.8);
  }

  @Test
  void probabilitiesAgreeWithLabels() {
    // Given
    List<InventedPayment> payments = payments(ANOTHER_SEED, 500);
    TypedFrame frame = FraudClassifier.frame(payments);

    // When
    double[] scores = (double[]) classifier.withProbabilities().predict(frame);

    // Then
    int[] labels = (int[]) classifier.predict(frame);
    for (int i = 0; i < labels.length; i++) {
      assertThat(scores[i]).isBetween(0.0, 1.0);
      assertThat(scores[i] >= 0.5).isEqualTo(labels[i] == 1);
    }
  }

  private static List<InventedPayment> payments(long seed, int count) {
    var source = new PaymentGenerator(seed, 0.01);
    List<InventedPayment> payments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      payments.add(source.next(BEGIN.plusSeconds(173L * i)));
    }
    return payments;
  }
}
