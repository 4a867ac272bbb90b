package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.sandbox.model.ContrivedModels;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.ScoringModel;
import dev.fraudpipeline.sandbox.model.TypedFrame;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is to blame for a failed request: the model, or one of the payments. */
@Timeout(300)
final class SickOrBadIT {
  @TempDir static Path folder;

  private volatile ScoringModel behaviour = Payments::everyTenthIsFraud;
  private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
  private ModelServer model;
  private Stage stage;

  @BeforeEach
  void begin() {
    model =
        ModelServer.start(
            ModelServer.Options.defaults(),
            frame -> {
              sizes.add(frame.size());
              return behaviour.predict(frame);
            });
    stage = new Stage(folder, model.address());
  }

  @AfterEach
  void end() {
    stage.close();
    model.close();
  }

  @Test
  void threePoisonedOfAThousandAreFoundWithinEightyRequests() {
    // Given
    Set<Integer> poisoned = Set.of(1_003, 1_400, 1_977);
    behaviour = raisingFor(poisoned);
    fullBatchesOf(1_000);
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(1_000);
      stage.awaitDone(1_000, predictor);
      sizes.clear();

      // When
      stage.write(1_000);

      // Then
      stage.awaitDone(2_000, predictor);
    }
    assertThat(sizes).contains(1_000).hasSizeLessThanOrEqualTo(80);
    assertThat(Payments.numbersIn(stage.rejected())).containsExactlyInAnyOrderElementsOf(poisoned);
    assertThat(
            PipelineHeaders.text(stage.rejected().get(0).headers(), PipelineHeaders.REJECTED_CODE))
        .contains("unscorable");
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aModelWhoseFormatMovedOnRejectsAtMostTwentyAndGoesOnOnceItIsMended() {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(10);
      stage.awaitDone(10, predictor);

      // When
      behaviour = raisingFor(Set.copyOf(IntStream.range(10, 500).boxed().toList()));
      stage.write(300);
      stage.awaitLog("nothing more is rejected, the backlog is kept");
      // Many more have been asked about by then.
      await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> sizes.size() > 150);
      behaviour = Payments::everyTenthIsFraud;

      // Then
      stage.awaitDone(310, predictor);
    }
    assertThat(stage.rejected()).hasSize(20);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aModelThatNeverAcceptedAnythingRejectsNothingAndGoesOnOnceItIsMended() {
    // Given
    behaviour = ContrivedModels.raising("wrong columns");
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(100);
      await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> sizes.size() >= 4);

      // When
      behaviour = Payments::everyTenthIsFraud;

      // Then
      stage.awaitDone(100, predictor);
    }
    assertThat(stage.rejected()).isEmpty();
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aPoisonedPaymentAmongTheVeryFirstIsFound() {
    // Given
    behaviour = raisingFor(Set.of(0));
    stage.environment.put("BATCH_SIZE", "50");
    stage.write(50);

    // When
    try (DaemonThread predictor = stage.predictor()) {
      // Then
      stage.awaitDone(50, predictor);
    }
    assertThat(Payments.numbersIn(stage.rejected())).containsExactly(0);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void rowsWithoutAScoreAreRejectedAloneAndTheirCompanyIsNotAskedAgain() {
    // Given
    Set<Integer> nan = Set.of(107, 147, 187);
    behaviour =
        frame ->
            Payments.numbers(frame)
                .mapToObj(number -> nan.contains(number) ? Double.NaN : Double.valueOf(0))
                .toList();
    fullBatchesOf(100);
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(100);
      stage.awaitDone(100, predictor);
      sizes.clear();

      // When
      stage.write(100);

      // Then
      stage.awaitDone(200, predictor);
    }
    assertThat(Payments.numbersIn(stage.rejected())).containsExactlyInAnyOrder(107, 147, 187);
    assertThat(sizes).containsExactly(100, 1, 3, 1);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aPaymentThatHangsTheModelIsRejected() {
    // Given
    behaviour =
        frame ->
            ContrivedModels.costing(
                    asksFor(60, frame) ? Duration.ofSeconds(5) : Duration.ZERO,
                    Duration.ZERO,
                    Payments::everyTenthIsFraud)
                .predict(frame);
    // Long enough for all others on a busy machine; and few of these until it is found.
    stage.environment.put("MODEL_TIMEOUT", "1500ms");
    stage.environment.put("BATCH_SIZE", "2");
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(50);
      stage.awaitDone(50, predictor);

      // When
      stage.write(50);

      // Then
      stage.awaitDone(100, predictor);
    }
    assertThat(Payments.numbersIn(stage.rejected())).containsExactly(60);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aPaymentThatTakesTheServerDownIsRejectedAndNoneOfItsCompany() {
    // Given
    behaviour =
        frame -> {
          if (asksFor(60, frame)) {
            goDown();
            comeBackSoon();
          }
          return Payments.everyTenthIsFraud(frame);
        };
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(50);
      stage.awaitDone(50, predictor);

      // When
      stage.write(50);

      // Then
      stage.awaitDone(100, predictor);
    }
    assertThat(Payments.numbersIn(stage.rejected())).containsExactly(60);
    stage.assertEachDoneExactlyOnce();
  }

  /** As where a supervisor is quick: who asks after it finds it well. */
  @Test
  void aPaymentThatIsOutWhenAnotherTakesTheServerDownAndItComesBackAtOnceIsNotBlamed() {
    // Given
    Set<Integer> out = ConcurrentHashMap.newKeySet();
    Set<Integer> both = Set.of(20, 21);
    behaviour =
        frame -> {
          List<Integer> asked = Payments.numbers(frame).filter(both::contains).boxed().toList();
          out.addAll(asked);
          try {
            awaitAwhile(() -> asked.isEmpty() || out.containsAll(both));
            if (asked.contains(21)) {
              goDown();
              model.heal();
            } else if (asked.contains(20) && out.contains(21)) {
              awaitAwhile(() -> !out.contains(21));
            }
            return Payments.everyTenthIsFraud(frame);
          } finally {
            out.removeAll(asked);
          }
        };
    stage.environment.put("BATCH_SIZE", "1");
    stage.environment.put("MODEL_CONCURRENCY", "2");
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);
      stage.awaitDone(20, predictor);

      // When
      stage.write(2);

      // Then
      stage.awaitDone(22, predictor);
    }
    assertThat(Payments.numbersIn(stage.rejected())).containsExactly(21);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void anEndpointThatIsAwayLeavesTheWorkToTheOther() {
    // Given
    try (ModelServer other =
        ModelServer.start(ModelServer.Options.defaults(), Payments::everyTenthIsFraud)) {
      // Of two that are idle the first is asked first.
      stage.environment.put("MODEL_URL", other.address() + "," + model.address());
      try (DaemonThread predictor = stage.predictor()) {
        stage.write(100);
        stage.awaitDone(100, predictor);
        assertThat((Long) other.status().get("requests")).isPositive();

        // When
        other.inflict(PartFault.AWAY);
        stage.write(100);

        // Then
        stage.awaitDone(200, predictor);
      }
    }
    assertThat(sizes).as("the other was asked").isNotEmpty();
    assertThat(stage.rejected()).isEmpty();
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aPaymentWithANullIntegerIsAskedAboutAloneAndRejectedWhereTheModelRefusesIt() {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);

      // When
      stage.written().write(Payments.document(20).replace("\"zip\":5654", "\"zip\":null"));
      stage.write(20);

      // Then
      stage.awaitDone(41, predictor);
    }
    assertThat(Payments.numbersIn(stage.rejected())).containsExactly(20);
    stage.assertEachDoneExactlyOnce();
  }

  /** However the payments arrive, each request has so many of them. */
  private void fullBatchesOf(int size) {
    stage.environment.put("BATCH_SIZE", Integer.toString(size));
    stage.environment.put("BATCH_WAIT", "1m");
  }

  private static boolean asksFor(int payment, TypedFrame frame) {
    return Payments.numbers(frame).anyMatch(number -> number == payment);
  }

  /** With whatever the server was asked: no answer gets through any more. */
  private void goDown() {
    model.inflict(PartFault.AWAY);
  }

  private void comeBackSoon() {
    var unused =
        CompletableFuture.runAsync(
            model::heal, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
  }

  /** As long as the two may be apart, when they are asked about once more; not for ever. */
  private static void awaitAwhile(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofMillis(500).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static ScoringModel raisingFor(Set<Integer> numbers) {
    return frame -> {
      if (Payments.numbers(frame).anyMatch(numbers::contains)) {
        throw new IllegalStateException("cannot score that");
      }
      return Payments.everyTenthIsFraud(frame);
    };
  }
}
