package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Payments that retention deletes before they are scored: the one way to lose any. */
@Timeout(300)
final class LostOffsetsIT {
  @TempDir static Path folder;

  private ModelServer model;
  private Stage stage;
  private ScrapedMetrics telemetry;

  @BeforeEach
  void begin() {
    model = ModelServer.start(ModelServer.Options.defaults(), Payments::everyTenthIsFraud);
    stage = new Stage(folder, model.address());
    telemetry = stage.telemetry();
  }

  @AfterEach
  void end() {
    stage.close();
    model.close();
  }

  @Test
  void whatWasDeletedWhileNoneRanIsToldWithItsRangeAndCountedAndTheRestIsScored() {
    // Given
    try (DaemonThread first = stage.predictor()) {
      stage.write(50);
      stage.awaitDone(50, first);
    }
    Map<Integer, Integer> committed =
        Map.of(0, inPartition(0).size(), 1, inPartition(1).size(), 2, inPartition(2).size());
    stage.write(100);
    stage.written().flush();

    // When
    // All but two of one partition, one of another, and nothing of the third.
    int end = inPartition(0).size();
    stage.group().deleteBefore(Map.of(at(0), end - 2L, at(1), committed.get(1) + 1L));

    // Then
    Set<Integer> lost = new HashSet<>(inPartition(0).subList(committed.get(0), end - 2));
    lost.add(inPartition(1).get(committed.get(1)));
    try (DaemonThread second = stage.predictor()) {
      stage.awaitDone(150 - lost.size(), second);
      assertThat(telemetry.value("fraud_predictor_offsets_lost_total")).isEqualTo(lost.size());
    }
    assertThat(stage.log().lines())
        .filteredOn(line -> line.contains("deleted by retention"))
        .hasSize(2)
        .allMatch(line -> line.contains(" ERROR "))
        .anyMatch(line -> line.contains(range(0, committed.get(0), end - 3)))
        .anyMatch(line -> line.contains(range(1, committed.get(1), committed.get(1))));
    stage.assertEachDoneExactlyOnceBut(lost);
    stage.assertNoAlarmTwice();
  }

  @Test
  void whatWasReadIsScoredThoughItIsDeletedBeforeItIsCommitted() {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(20);
      stage.awaitDone(20, predictor);
      model.inflict(PartFault.AWAY);
      stage.write(40);
      stage.awaitLog("/invocations is away: ");
      Stage.awaitInHand(telemetry, 40);

      // When
      stage
          .group()
          .deleteBefore(
              Map.of(
                  at(0), (long) inPartition(0).size(),
                  at(1), (long) inPartition(1).size(),
                  at(2), (long) inPartition(2).size()));
      model.heal();

      // Then
      stage.write(10);
      stage.awaitDone(70, predictor);
      assertThat(telemetry.value("fraud_predictor_offsets_lost_total")).isEqualTo(0);
    }
    assertThat(stage.log()).doesNotContain("deleted by retention");
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  private String range(int partition, int first, int last) {
    return at(partition) + ": offsets " + first + " to " + last + " were deleted by retention";
  }

  private TopicPartition at(int partition) {
    return new TopicPartition(stage.topic1, partition);
  }

  private List<Integer> inPartition(int partition) {
    return stage.written().inPartition(partition);
  }
}
