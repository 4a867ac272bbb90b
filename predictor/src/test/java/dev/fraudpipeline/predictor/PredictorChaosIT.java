package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.Part;
import dev.fraudpipeline.sandbox.chaos.Dose;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.Models;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two predictors, a model and Kafka, all of which fail at random while payments come in. */
final class PredictorChaosIT {
  private static final Pattern ALARM = Pattern.compile("ALARM - fraud trans_num=([0-9a-f]{32}) ");
  private static final List<Fault> OF_THE_MODEL = List.of(Fault.values());
  private static final List<Fault> OF_KAFKA = List.of(Fault.AWAY, Fault.HANG, Fault.ERROR);

  @TempDir Path folder;

  @Test
  void whateverFailsEachPaymentIsScoredOnceAndEachFraudRaisesAnAlarm() throws Exception {
    Dose dose = Dose.usually(5, Duration.ofSeconds(30));
    System.out.println("chaos: " + dose);
    Random random = dose.random();
    Path[] logs = {folder.resolve("a.log"), folder.resolve("b.log")};
    JarProcess[] predictors = new JarProcess[logs.length];
    try (SandboxKafka kafka = SandboxKafka.start(folder.resolve("kafka"), 0);
        ModelServer model =
            ModelServer.start(
                ModelServer.Options.defaults(),
                Models.costing(Duration.ofMillis(10), Duration.ZERO, Stage::everyTenthIsFraud));
        Stage stage = new Stage(folder, kafka, model.address())) {
      try {
        // Given
        for (int i = 0; i < predictors.length; i++) {
          predictors[i] = start(stage, logs, i);
        }

        // When
        long began = System.nanoTime();
        for (int faults = 0; !dose.isGiven(faults, began); faults++) {
          stage.write(20 + random.nextInt(200));
          switch (random.nextInt(4)) {
            case 0 -> inflict(kafka, OF_KAFKA.get(random.nextInt(OF_KAFKA.size())), random);
            case 1 -> inflict(model, OF_THE_MODEL.get(random.nextInt(OF_THE_MODEL.size())), random);
            default -> {
              int i = random.nextInt(predictors.length);
              predictors[i].kill();
              predictors[i] = start(stage, logs, i);
            }
          }
          pause(random);
        }

        // Then
        stage.awaitDone(stage.written(), () -> predictors[0].isAlive() && predictors[1].isAlive());
        for (JarProcess predictor : predictors) {
          assertThat(predictor.terminate(Duration.ofSeconds(15))).isEqualTo(143);
        }
        stage.assertEachDoneExactlyOnce();
        assertThat(stage.rejected()).as("blamed for what others did").isEmpty();
        assertThat(alarms(logs))
            .containsAll(
                Stage.numbersIn(stage.scored()).stream().filter(n -> n % 10 == 0).toList());
      } finally {
        for (JarProcess predictor : predictors) {
          if (predictor != null) {
            predictor.kill();
          }
        }
      }
    }
  }

  private static JarProcess start(Stage stage, Path[] logs, int i) {
    stage.environment.put("INSTANCE_ID", "i" + i);
    return stage.process(logs[i]);
  }

  private static void inflict(Part part, Fault fault, Random random) {
    part.inflict(fault);
    pause(random);
    part.heal();
  }

  /** Up to three seconds of the fault, or of peace. */
  private static void pause(Random random) {
    await()
        .pollDelay(Duration.ofMillis(100 + random.nextInt(3_000)))
        .untilTrue(new AtomicBoolean(true));
  }

  private static List<Integer> alarms(Path[] logs) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path log : logs) {
      all.append(Files.readString(log));
    }
    return ALARM.matcher(all).results().map(m -> Integer.parseInt(m.group(1), 16)).toList();
  }
}
