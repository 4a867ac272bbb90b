package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Payments that retention deletes before they are stored: the one way to lose any. */
@ExtendWith(SharedServers.class)
class LostOffsetsIT {
  @TempDir private Path folder;

  @Test
  void whatWasDeletedWhileNoneRanIsToldWithItsRangeAndCountedAndTheRestIsStored(
      Surroundings around, SandboxKafka kafka) throws Exception {
    // Given
    int port = ScrapedMetrics.freePort();
    around.environment().put("METRICS_PORT", Integer.toString(port));
    send(around, 0, 20);
    try (RunningSink first = new RunningSink(around.environment())) {
      around.awaitRows(first, 20);
      around.awaitCommitted(20);
    }
    send(around, 20, 50);
    int partition = TopicContents.committed(kafka.address(), around.name()).get(0).partition();

    // When
    TopicPartition only = new TopicPartition(around.name(), partition);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      admin.deleteRecords(Map.of(only, RecordsToDelete.beforeOffset(45))).all().get();
    }

    // Then
    Path log = folder.resolve("sink.log");
    try (JarProcess second = JarProcess.start(around.command(log))) {
      around.awaitRows(second::isAlive, 25);
      around.awaitCommitted(50);
      assertThat(new ScrapedMetrics(port).value("fraud_sink_offsets_lost_total")).isEqualTo(25);
      assertThat(Files.readAllLines(log))
          .filteredOn(line -> line.contains("deleted by retention"))
          .singleElement()
          .asString()
          .contains(" ERROR ", only + ": offsets 20 to 44 were deleted by retention");
    }
    assertThat(around.psql().rows("SELECT trans_num FROM " + around.table()))
        .extracting(row -> row.get("trans_num"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 50).filter(i -> i < 20 || i >= 45).mapToObj(i -> "t" + i).toList());
  }

  /** All in one partition. */
  private static void send(Surroundings around, int from, int to) {
    around.send(
        IntStream.range(from, to)
            .mapToObj(i -> Predictions.message("t" + i, 1))
            .map(message -> Predictions.record(around.name(), "one partition", message))
            .toList());
  }
}
