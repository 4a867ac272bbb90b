package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.process.DaemonThread;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Predictors that come, go, die, fight and are taken for dead, with requests in flight. */
@Timeout(300)
final class GroupFaultsIT {
  /** Soon enough for a test: who is taken out of the group learns of it with the next one. */
  private static final String QUICK = "heartbeat.interval.ms=300\n";

  /** As many as are out at a time by default. */
  private static final int REQUESTS = 4;

  @TempDir static Path folder;

  private GatedModel model;
  private Stage stage;

  @BeforeEach
  void begin() {
    model = new GatedModel();
    stage = new Stage(folder, model.url());
  }

  @AfterEach
  void end() {
    stage.close();
    model.close();
  }

  @Test
  void instancesThatComeAndGoWhileRequestsAreOutDoubleNothing() {
    // Given
    properties(QUICK);
    try (DaemonThread first = stage.predictor()) {
      stage.write(100);
      stage.awaitDone(100, first);

      // When
      model.shut();
      stage.write(300);
      model.awaitHeld(REQUESTS);
      try (DaemonThread second = stage.predictor()) {
        awaitMembers(2);
        try (DaemonThread third = stage.predictor()) {
          awaitMembers(3);
          model.open();
          stage.awaitDone(250, first, second, third);
          stage.write(300);
        }
        stage.write(100);
      }

      // Then
      stage.awaitDone(800, first);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void theNewGroupProtocolSharesThePartitionsWithoutDoublingAnything() {
    // Given
    properties("group.protocol=consumer\n");
    try (DaemonThread first = stage.predictor()) {
      stage.write(100);
      stage.awaitDone(100, first);

      // When
      model.shut();
      stage.write(200);
      model.awaitHeld(REQUESTS);
      try (DaemonThread second = stage.predictor()) {
        awaitMembers(2);
        model.open();
        stage.write(100);
        stage.awaitDone(400, first, second);
        stage.write(100);
      }

      // Then
      stage.awaitDone(500, first);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aTransactionThatTheGroupRefusesIsAbortedAndDoneAgain() {
    // Given
    stage.environment.put("COMMIT_INTERVAL", "10ms");
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);
      stage.awaitDone(20, predictor);

      // When
      await()
          .atMost(Stage.DEFINITELY_TOO_SLOW)
          .until(
              () -> {
                // Once more where it was told so by a heartbeat, before it had to commit.
                if (!stage.group().settledMembers().isEmpty()) {
                  stage.group().evict();
                }
                stage.write(10);
                return stage.log().contains("a transaction is aborted and done again");
              });
      stage.write(10);

      // Then
      stage.awaitDone(stage.written().payments(), predictor);
    }
    assertThat(stage.log()).doesNotContain("built anew");
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void whatIsOutForPartitionsThatWereLostAndCameBackIsForgotten() {
    // Given
    properties(QUICK);
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);
      stage.awaitDone(20, predictor);
      Set<String> before = stage.group().members().keySet();
      model.shut();
      stage.write(50);
      // All that may be out: none can be asked about again before the model is opened.
      model.awaitHeld(REQUESTS);

      // When
      stage.group().evict();
      await()
          .atMost(Stage.DEFINITELY_TOO_SLOW)
          .until(
              () -> {
                Map<String, Integer> members = stage.group().settledMembers();
                return !members.keySet().equals(before)
                    && members.containsValue(WrittenPayments.PARTITIONS);
              });
      List<Integer> stale = model.asked();
      model.open();

      // Then
      stage.awaitDone(70, predictor);
      assertThat(model.asked().subList(stale.size(), model.asked().size()))
          .as("asked about again")
          .containsAll(stale.subList(20, stale.size()));
    }
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void aStaticMemberThatIsRestartedGoesOnWhereItWas() {
    // Given
    properties("group.instance.id=one\n");
    try (DaemonThread first = stage.predictor()) {
      stage.write(300);
      stage.awaitDone(20, first);
    }
    assertThat(stage.group().members()).as("it has not left").hasSize(1);
    stage.write(100);

    // When
    try (DaemonThread second = stage.predictor()) {
      // Then
      stage.awaitDone(400, second);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void ofTwoStaticMembersWithOneNameOneEndsAndTheOtherGoesOn() {
    // Given
    properties("group.instance.id=same\n" + QUICK);

    // When
    try (DaemonThread first = stage.predictor();
        DaemonThread second = stage.predictor()) {
      stage.write(100);

      // Then
      assertThatOneEnds(first, second);
    }
    assertThat(stage.log()).contains("group.instance.id");
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aKilledPredictorIsSucceededWithinItsTransactionTimeout() throws Exception {
    // Given
    properties("session.timeout.ms=6000\n");
    stage.environment.put("INSTANCE_ID", "i");
    Path log = folder.resolve("killed.log");
    stage.write(100);
    JarProcess first = stage.process(log);
    stage.awaitDone(100, first::isAlive);
    model.shut();
    stage.write(200);
    model.awaitHeld(REQUESTS);

    // When
    first.kill();
    model.open();

    // Then
    try (DaemonThread second = stage.predictor()) {
      stage.awaitDone(300, second);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void ofTwoWithOneInstanceIdOneEndsAndTheOtherGoesOn() {
    // Given
    stage.environment.put("INSTANCE_ID", "same");
    try (DaemonThread first = stage.predictor();
        DaemonThread second = stage.predictor()) {
      // When
      stage.write(100);

      // Then
      assertThatOneEnds(first, second);
    }
    assertThat(stage.log()).contains("another predictor runs with INSTANCE_ID same");
    stage.assertEachDoneExactlyOnce();
  }

  /** While payments go on coming in. */
  private void assertThatOneEnds(DaemonThread first, DaemonThread second) {
    await()
        .atMost(Stage.DEFINITELY_TOO_SLOW)
        .until(
            () -> {
              stage.write(20);
              return first.status().isPresent() || second.status().isPresent();
            });
    assertThat(first.status().isPresent() ? first.status() : second.status())
        .isEqualTo(OptionalInt.of(1));
    stage.write(20);
    stage.awaitDone(
        stage.written().payments(), () -> first.status().isEmpty() || second.status().isEmpty());
  }

  /** Waits until the group has so many members, each with a partition at least. */
  private void awaitMembers(int count) {
    await()
        .atMost(Stage.DEFINITELY_TOO_SLOW)
        .until(
            () -> {
              Map<String, Integer> members = stage.group().settledMembers();
              return members.size() == count && members.values().stream().allMatch(n -> n > 0);
            });
  }

  private void properties(String lines) {
    stage.environment.put("KAFKA_CONFIG", stage.properties(lines).toString());
  }
}
