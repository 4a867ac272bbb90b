package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.predictor.FaultyModel.Failure;
import dev.fraudpipeline.sandbox.chaos.ChaosDose;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.model.ContrivedModels;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictors, their model and Kafka, all of which fail at random while payments come in. */
final class PredictorChaosIT {
  /** Far longer than it takes to end, which other tests are about. */
  private static final Duration END = Duration.ofMinutes(1);

  private static final List<Failure> FAILURES = List.of(Failure.values());
  private static final List<PartFault> OF_KAFKA =
      List.of(PartFault.AWAY, PartFault.HANG, PartFault.ERROR, PartFault.SLOW);

  /** In the worst case; each may be disturbed by what came before it. */
  private static final int STRETCHES = 5;

  /** Three within a minute end a predictor, as they should; and it may notice one late. */
  private static final long BETWEEN_FENCINGS_NANOS = Duration.ofSeconds(65).toNanos();

  @TempDir Path folder;

  private final long started = System.nanoTime();
  private final ChaosDose dose = ChaosDose.usually(6, Duration.ofSeconds(30));
  private final Random random = dose.random();
  private final SandboxKafka kafka = SharedKafka.get();
  private final List<Path> lives = new ArrayList<>();
  private final JarProcess[] predictors = new JarProcess[2];
  private FaultyModel model;
  private Stage stage;
  private JarProcess guest;
  private long fencedAt = System.nanoTime() - BETWEEN_FENCINGS_NANOS;
  private int quietStretches;

  @BeforeEach
  void begin() {
    model =
        new FaultyModel(
            ContrivedModels.costing(
                Duration.ofMillis(10), Duration.ZERO, Payments::everyTenthIsFraud));
    stage = new Stage(folder, model.url());
    stage.environment.put("MODEL_TIMEOUT", "2s");
    for (int i = 0; i < predictors.length; i++) {
      predictors[i] = start("i" + i);
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    kafka.heal();
    for (JarProcess predictor : predictors) {
      predictor.kill();
    }
    if (guest != null) {
      guest.kill();
    }
    stage.close();
    model.close();
  }

  @Test
  void whateverFailsEachPaymentIsScoredOnceAndEachFraudRaisesAnAlarm() throws Exception {
    // Given
    say("begins: " + dose);
    failOnlyTheModel();

    // When
    long began = System.nanoTime();
    for (int faults = 0; !dose.isGiven(faults, began); ) {
      stage.write(20 + random.nextInt(200));
      stage.written().writeUnreadable(null, "no payment");
      faults += failTogether(1 + random.nextInt(3));
      pass();
      say("all healed");
      kafka.heal();
      model.heal();
      pass();
    }

    // Then
    quietStretches = 0;
    for (int i = 0; i < STRETCHES && quietStretches == 0; i++) {
      failOnlyTheModel();
    }
    assertThat(quietStretches).as("stretches without a rebalance").isPositive();
    for (JarProcess predictor : predictors) {
      assertThat(predictor.terminate(END)).isEqualTo(143);
    }
    stage.assertEachDoneExactlyOnce();
    assertThat(Payments.numbersIn(stage.rejected())).as("blamed for what others did").isEmpty();
    for (Path life : lives) {
      assertThat(PredictorLogs.alarmsIn(Files.readString(life)))
          .as("alarms in the life of one process")
          .doesNotHaveDuplicates();
    }
  }

  private int failTogether(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> failKafka(OF_KAFKA.get(random.nextInt(OF_KAFKA.size())));
        case 2, 3 -> failModel();
        case 4 -> restart(random.nextInt(predictors.length), true);
        case 5 -> restart(random.nextInt(predictors.length), false);
        case 6 -> comeOrGo();
        default -> disturbTheGroup();
      }
    }
    return count;
  }

  private void failKafka(PartFault fault) {
    say("Kafka: " + fault);
    kafka.inflict(fault);
  }

  private void failModel() {
    Failure failure = FAILURES.get(random.nextInt(FAILURES.size()));
    say("model: " + failure);
    model.fail(failure);
  }

  private void restart(int i, boolean kill) throws InterruptedException {
    say("i" + i + " is " + (kill ? "killed" : "ended") + " and started");
    if (kill) {
      predictors[i].kill();
    } else {
      assertThat(predictors[i].terminate(END)).isEqualTo(143);
    }
    predictors[i] = start("i" + i);
  }

  /** One more, or the one more. */
  private void comeOrGo() throws InterruptedException {
    if (guest == null) {
      say("the guest comes");
      guest = start("guest");
    } else {
      say("the guest goes");
      assertThat(guest.terminate(END)).isEqualTo(143);
      guest = null;
    }
  }

  /** What only the brokers can do to a predictor; only while predictors hear of it. */
  private void disturbTheGroup() {
    if (!kafka.status().get("fault").equals("none")) {
      say("no disturbance of the group, for Kafka has a fault");
    } else if (System.nanoTime() - fencedAt > BETWEEN_FENCINGS_NANOS) {
      fencedAt = System.nanoTime();
      String instance = "i" + random.nextInt(predictors.length);
      say(instance + " is fenced");
      stage.group().fence(instance);
    } else {
      say(stage.group().evict() ? "all are taken out of the group" : "nobody is in the group");
    }
  }

  /**
   * A stretch in which nothing happens for which an alarm may be raised once more, as far as the
   * group shows.
   */
  private void failOnlyTheModel() {
    // Each commits once more, so that one that was fenced notices it now, and not amid the stretch.
    awaitShared();
    stage.write(50);
    awaitAllDone();
    Map<String, Integer> before = awaitShared();
    say("only the model fails now; members " + before);
    int first = stage.written().payments();
    for (int i = 0; i < 3; i++) {
      stage.write(50);
      failModel();
      pass();
      model.heal();
    }
    awaitAllDone();
    Map<String, Integer> after = stage.group().settledMembers();
    if (!after.equals(before)) {
      say("that does not count; members " + after);
      return;
    }
    quietStretches++;
    assertThat(PredictorLogs.alarmsIn(stage.log()).stream().filter(number -> number >= first))
        .as("alarms of a stretch without a crash, rebalance or aborted transaction")
        .doesNotHaveDuplicates();
  }

  /** Waits until the group has the predictors that run, no others, and has shared all out. */
  private Map<String, Integer> awaitShared() {
    int running = predictors.length + (guest == null ? 0 : 1);
    return await()
        .atMost(Stage.DEFINITELY_TOO_SLOW)
        .until(
            stage.group()::settledMembers,
            members ->
                members.size() == running
                    // One that has just come may have nothing yet, until others give it up.
                    && members.values().stream().allMatch(n -> n > 0)
                    && members.values().stream().mapToInt(n -> n).sum()
                        == WrittenPayments.PARTITIONS);
  }

  private void awaitAllDone() {
    stage.awaitAllDone(
        () ->
            predictors[0].isAlive()
                && predictors[1].isAlive()
                && (guest == null || guest.isAlive()));
  }

  private JarProcess start(String instance) {
    Path log = folder.resolve(instance + "-" + lives.size() + ".log");
    lives.add(log);
    stage.environment.put("INSTANCE_ID", instance);
    return stage.process(log);
  }

  /** Up to three seconds of a fault, or of peace. */
  private void pass() {
    Duration time = Duration.ofMillis(100 + random.nextInt(2_900));
    say("for " + time.toMillis() + " ms");
    await().pollDelay(time).atMost(Stage.DEFINITELY_TOO_SLOW).untilTrue(new AtomicBoolean(true));
  }

  /** All that is decided at random, so that a failure can be understood. */
  private void say(String what) {
    System.out.printf("chaos %7d ms: %s%n", (System.nanoTime() - started) / 1_000_000, what);
  }
}
