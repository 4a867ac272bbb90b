package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka away, slow, cut off amid a transaction, or refusing the producer. */
@Timeout(300)
final class KafkaFaultsIT {
  private static final String BUILT_ANEW = "the Kafka clients of predictor failed and are built";

  @TempDir Path folder;

  private final SandboxKafka kafka = SharedKafka.get();
  private GatedModel model;
  private Stage stage;

  @BeforeEach
  void begin() {
    model = new GatedModel();
    stage = new Stage(folder, model.url());
    stage.environment.put("COMMIT_INTERVAL", "10ms");
    stage.environment.put("MODEL_TIMEOUT", "60s");
  }

  @AfterEach
  void end() {
    kafka.heal();
    stage.close();
    model.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"AWAY", "HANG", "ERROR", "SLOW"})
  void anOutageLosesNothingAndDoublesNothing(Fault fault) {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(50);
      stage.awaitDone(10, predictor);

      // When
      kafka.inflict(fault);
      stage.write(50);
      pass(Duration.ofMillis(1_500));
      kafka.heal();
      stage.write(50);

      // Then
      stage.awaitDone(150, predictor);
    }
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 1_200, 2_200})
  void aTransactionWhoseAnswerIsCutIsNeitherLostNorDoubled(int millisIntoIt) {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      holdBackAnswers(predictor);

      // When
      // Each request of the transaction arrives, and its answer is on the way for a second: cut are
      // those of the records, then of the offsets, then of the commit.
      kafka.inflict(Fault.SLOW);
      model.open();
      pass(Duration.ofMillis(millisIntoIt));
      kafka.inflict(Fault.ERROR);
      kafka.heal();

      // Then
      stage.awaitDone(50, predictor);
    }
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void anAlarmDoesNotWaitForKafka() {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);
      stage.awaitDone(20, predictor);
      model.shut();
      stage.write(1);
      model.awaitAsked(21);
      kafka.inflict(Fault.HANG);

      // When
      model.open();

      // Then
      stage.awaitLog("trans_num=%032x ".formatted(20));
      kafka.heal();
      stage.awaitDone(21, predictor);
    }
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void aCommitOfUnknownOutcomeIsSettledByTheNextProducer() {
    // Given
    // Shorter than an answer takes: the commit is done, and nobody here knows.
    stage.environment.put("KAFKA_CONFIG", stage.properties("max.block.ms=900\n").toString());
    try (DaemonThread predictor = stage.predictor()) {
      holdBackAnswers(predictor);
      kafka.inflict(Fault.SLOW);

      // When
      model.open();
      stage.awaitLog(BUILT_ANEW);
      kafka.heal();
      stage.write(10);

      // Then
      stage.awaitDone(60, predictor);
    }
    assertThat(stage.log()).contains("TimeoutException");
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void aTransactionThatTheBrokerGivesUpIsNotTakenForAnotherPredictors() {
    // Given
    // The client waits longer than the broker does.
    stage.environment.put("KAFKA_CONFIG", stage.properties("max.block.ms=120000\n").toString());
    try (DaemonThread predictor = stage.predictor()) {
      holdBackAnswers(predictor);
      kafka.inflict(Fault.SLOW);
      model.open();
      pass(Duration.ofMillis(500));

      // When
      kafka.inflict(Fault.HANG);
      pass(Duration.ofSeconds(12));
      kafka.heal();

      // Then
      stage.awaitDone(50, predictor);
    }
    assertThat(stage.log()).contains(BUILT_ANEW).contains("a transaction took longer than 10 s");
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void aPredictorThatIsFencedOnceBuildsAnewAndGoesOn() {
    // Given
    stage.environment.put("INSTANCE_ID", "i");
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);
      stage.awaitDone(20, predictor);

      // When
      stage.fence("i");
      stage.write(30);

      // Then
      stage.awaitDone(50, predictor);
    }
    assertThat(stage.log()).contains(BUILT_ANEW).contains("Fenced");
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"ERROR", "HANG"})
  void itEndsInTimeWithKafkaAndTheModelBothGone(Fault fault) throws Exception {
    // Given
    // It cannot leave the group, which waits for it that long.
    stage.environment.put("KAFKA_CONFIG", stage.properties("session.timeout.ms=6000\n").toString());
    stage.environment.put("MODEL_TIMEOUT", "1s");
    Path log = folder.resolve("predictor.log");
    stage.write(20);
    try (JarProcess predictor = stage.process(log)) {
      stage.awaitDone(20, predictor::isAlive);
      model.server().inflict(fault);
      stage.write(500);
      stage.awaitLog("/invocations is away: ");
      kafka.inflict(fault);

      // When
      int status = predictor.terminate(Duration.ofSeconds(15));

      // Then
      assertThat(status).isEqualTo(143);
      assertThat(stage.log()).doesNotContain("did not finish within");
    }
    kafka.heal();
    model.server().heal();
    try (DaemonThread next = stage.predictor()) {
      stage.awaitDone(520, next);
    }
    stage.assertEachDoneExactlyOnce();
  }

  /** So that a transaction begins when the model is opened: 20 are done, and 30 are under way. */
  private void holdBackAnswers(DaemonThread predictor) {
    stage.write(20);
    stage.awaitDone(20, predictor);
    model.shut();
    stage.write(30);
    model.awaitAsked(21);
  }

  /** The time that a fault lasts. */
  private static void pass(Duration time) {
    await().pollDelay(time).atMost(Stage.DEFINITELY_TOO_SLOW).untilTrue(new AtomicBoolean(true));
  }
}
