package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.kafka.Headers;
import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.model.Model;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.Models;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  private volatile Model behaviour = Stage::everyTenthIsFraud;
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
    assertThat(Stage.numbersIn(stage.rejected())).containsExactlyInAnyOrderElementsOf(poisoned);
    assertThat(Headers.text(stage.rejected().get(0).headers(), Headers.REJECTED_CODE))
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
      behaviour = Stage::everyTenthIsFraud;

      // Then
      stage.awaitDone(310, predictor);
    }
    assertThat(stage.rejected()).hasSize(20);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aModelThatNeverAcceptedAnythingRejectsNothingAndGoesOnOnceItIsMended() {
    // Given
    behaviour = Models.raising("wrong columns");
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(100);
      await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> sizes.size() >= 4);

      // When
      behaviour = Stage::everyTenthIsFraud;

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
    assertThat(Stage.numbersIn(stage.rejected())).containsExactly(0);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void rowsWithoutAScoreAreRejectedAloneAndTheirCompanyIsNotAskedAgain() {
    // Given
    Set<Integer> nan = Set.of(107, 147, 187);
    behaviour =
        frame ->
            Stage.numbers(frame)
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
    assertThat(Stage.numbersIn(stage.rejected())).containsExactlyInAnyOrder(107, 147, 187);
    assertThat(sizes).containsExactly(100, 1, 3, 1);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aPaymentThatHangsTheModelIsRejected() {
    // Given
    behaviour =
        frame -> {
          boolean poisoned = Stage.numbers(frame).anyMatch(number -> number == 60);
          return Models.costing(
                  poisoned ? Duration.ofSeconds(2) : Duration.ZERO,
                  Duration.ZERO,
                  Stage::everyTenthIsFraud)
              .predict(frame);
        };
    stage.environment.put("MODEL_TIMEOUT", "700ms");
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(50);
      stage.awaitDone(50, predictor);

      // When
      stage.write(50);

      // Then
      stage.awaitDone(100, predictor);
    }
    assertThat(Stage.numbersIn(stage.rejected())).containsExactly(60);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aPaymentThatTakesTheServerDownIsRejectedAndNoneOfItsCompany() {
    // Given
    behaviour =
        frame -> {
          boolean poisoned = Stage.numbers(frame).anyMatch(number -> number == 60);
          if (poisoned) {
            crash();
          }
          // The answer to a crash comes when the connection is gone.
          return Models.costing(
                  poisoned ? Duration.ofSeconds(1) : Duration.ZERO,
                  Duration.ZERO,
                  Stage::everyTenthIsFraud)
              .predict(frame);
        };
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(50);
      stage.awaitDone(50, predictor);

      // When
      stage.write(50);

      // Then
      stage.awaitDone(100, predictor);
    }
    assertThat(Stage.numbersIn(stage.rejected())).containsExactly(60);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void anEndpointThatIsAwayLeavesTheWorkToTheOther() {
    // Given
    try (ModelServer other =
        ModelServer.start(ModelServer.Options.defaults(), Stage::everyTenthIsFraud)) {
      stage.environment.put("MODEL_URL", model.address() + "," + other.address());
      try (DaemonThread predictor = stage.predictor()) {
        stage.write(100);
        stage.awaitDone(100, predictor);

        // When
        other.inflict(Fault.AWAY);
        stage.write(100);

        // Then
        stage.awaitDone(200, predictor);
      }
      assertThat(other.status().get("requests")).as("both were asked").isNotEqualTo(0L);
    }
    assertThat(stage.rejected()).isEmpty();
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aPaymentWithANullIntegerIsAskedAboutAloneAndRejectedWhereTheModelRefusesIt() {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);

      // When
      stage.write(Payments.document(20).replace("\"zip\":5654", "\"zip\":null"));
      stage.write(20);

      // Then
      stage.awaitDone(41, predictor);
    }
    assertThat(Stage.numbersIn(stage.rejected())).containsExactly(20);
    stage.assertEachDoneExactlyOnce();
  }

  /** However the payments arrive, each request has so many of them. */
  private void fullBatchesOf(int size) {
    stage.environment.put("BATCH_SIZE", Integer.toString(size));
    stage.environment.put("BATCH_WAIT", "1m");
  }

  /** The server goes down, with whatever it was asked, and comes back a moment later. */
  private void crash() {
    var unused =
        CompletableFuture.runAsync(() -> model.inflict(Fault.AWAY))
            .thenRunAsync(
                model::heal, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
  }

  private static Model raisingFor(Set<Integer> numbers) {
    return frame -> {
      if (Stage.numbers(frame).anyMatch(numbers::contains)) {
        throw new IllegalStateException("cannot score that");
      }
      return Stage.everyTenthIsFraud(frame);
    };
  }
}
