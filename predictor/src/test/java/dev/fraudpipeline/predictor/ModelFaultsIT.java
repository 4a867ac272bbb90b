package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.predictor.FaultyModel.Failure;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One predictor through all that goes wrong with models, one thing after the other; and one whose
 * model is away for all that time.
 */
@Timeout(300)
@TestMethodOrder(OrderAnnotation.class)
final class ModelFaultsIT {
  @TempDir static Path folder;
  private static PatientPredictor patient;
  private static FaultyModel model;
  private static Stage stage;
  private static DaemonThread predictor;

  @BeforeAll
  static void start() throws Exception {
    patient = new PatientPredictor(folder);
    model = new FaultyModel(Payments::everyTenthIsFraud);
    stage = new Stage(folder, model.url());
    stage.environment.put("MODEL_TIMEOUT", "2s");
    predictor = stage.predictor();
    stage.write(20);
    stage.awaitDone(20, predictor);
  }

  @AfterAll
  static void stop() {
    predictor.close();
    stage.close();
    model.close();
    patient.close();
  }

  @Order(1)
  @ParameterizedTest
  @EnumSource(Failure.class)
  void aModelThatFailsForAllDelaysPaymentsAndLosesBlamesAndRepeatsNone(Failure failure) {
    // Given
    int logged = stage.log().length();

    // When
    model.fail(failure);
    stage.write(50);
    if (failure == Failure.IS_SLOW) {
      stage.awaitAllDone(() -> predictor.status().isEmpty());
    } else {
      stage.awaitLog("/invocations is away: ", logged);
    }
    stage.write(20);
    model.heal();
    stage.write(20);

    // Then
    stage.awaitAllDone(() -> predictor.status().isEmpty());
    assertThat(stage.rejected()).isEmpty();
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Order(2)
  @Test
  void aModelThatIsAwayForManyPollIntervalsCostsNeitherThePlaceInTheGroupNorMemory()
      throws Exception {
    patient.assertPatient();
  }
}
