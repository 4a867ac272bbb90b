package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.predictor.FaultyModel.Failure;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One predictor through all that goes wrong with models, one thing after the other. */
@Timeout(300)
final class ModelFaultsIT {
  @TempDir static Path folder;
  private static FaultyModel model;
  private static Stage stage;
  private static DaemonThread predictor;

  @BeforeAll
  static void start() {
    model = new FaultyModel(Stage::everyTenthIsFraud);
    stage = new Stage(folder, model.url());
    stage.environment.put("MODEL_TIMEOUT", "1500ms");
    predictor = stage.predictor();
    stage.write(20);
    stage.awaitDone(20, predictor);
  }

  @AfterAll
  static void stop() {
    predictor.close();
    stage.close();
    model.close();
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void aModelThatFailsForAllDelaysPaymentsAndLosesBlamesAndRepeatsNone(Failure failure) {
    // Given
    int logged = stage.log().length();

    // When
    model.fail(failure);
    stage.write(50);
    if (failure != Failure.IS_SLOW) {
      await()
          .atMost(Stage.DEFINITELY_TOO_SLOW)
          .until(() -> stage.log().substring(logged).contains("/invocations is away: "));
    }
    stage.write(20);
    if (failure == Failure.IS_SLOW) {
      stage.awaitDone(stage.written(), predictor);
    }
    model.heal();
    stage.write(20);

    // Then
    stage.awaitDone(stage.written(), predictor);
    assertThat(stage.rejected()).isEmpty();
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }
}
