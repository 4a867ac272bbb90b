package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.part.PartFault;
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

/** Kafka away, slow, silent, or cutting connections. */
@Timeout(300)
final class KafkaFaultsIT {
  @TempDir Path folder;

  private final SandboxKafka kafka = SharedKafka.get();
  private GatedModel model;
  private Stage stage;

  @BeforeEach
  void begin() {
    model = new GatedModel();
    stage = new Stage(folder, model.url());
    stage.environment.put("COMMIT_INTERVAL", "10ms");
  }

  @AfterEach
  void end() {
    kafka.heal();
    stage.close();
    model.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = PartFault.class,
      names = {"AWAY", "HANG", "ERROR", "SLOW"})
  void anOutageLosesNothingAndDoublesNothing(PartFault fault) {
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

  @Test
  void anAlarmDoesNotWaitForKafka() {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);
      stage.awaitDone(20, predictor);
      model.shut();
      stage.write(1);
      model.awaitHeld(1);
      kafka.inflict(PartFault.HANG);

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

  @ParameterizedTest
  @EnumSource(
      value = PartFault.class,
      names = {"ERROR", "HANG"})
  void itEndsInTimeWithKafkaAndTheModelBothGone(PartFault fault) throws Exception {
    // Given
    // It cannot leave the group, which waits for it that long, nor end its transaction, which the
    // next one does.
    stage.environment.put("KAFKA_CONFIG", stage.properties("session.timeout.ms=6000\n").toString());
    stage.environment.put("INSTANCE_ID", "i");
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
      int status = predictor.terminate(Stage.DEFINITELY_TOO_SLOW);

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

  /** The time that a fault lasts. */
  private static void pass(Duration time) {
    await().pollDelay(time).atMost(Stage.DEFINITELY_TOO_SLOW).untilTrue(new AtomicBoolean(true));
  }
}
