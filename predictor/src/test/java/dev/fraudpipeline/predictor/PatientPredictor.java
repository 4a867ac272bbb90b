package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.JarProcess;
import dev.fraudpipeline.sandbox.process.MemoryProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A predictor of the real jar, in a little memory, whose model goes away while it has more to do
 * than it holds, and stays away for as long as other tests take. Used by one thread.
 */
final class PatientPredictor implements AutoCloseable {
  /** What a poll may be late by. */
  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(3);

  /** The outage is far longer than this, and than a member may be silent, which is 6 s. */
  private static final Duration OUTAGE = MAX_POLL_INTERVAL.multipliedBy(11);

  /** Many times what differs by chance, and little beside what leaks with each poll or try. */
  private static final long SAME = 2 << 20;

  private static final int BACKLOG = 25_000;

  private final ModelServer model;
  private final Stage stage;
  private final JarProcess process;
  private final Map<String, Integer> members;
  private final long heap;
  private final long awaySince;

  /** Starts it; returns when the model is away and it has taken all that it holds meanwhile. */
  PatientPredictor(Path folder) throws IOException, InterruptedException {
    model = ModelServer.start(ModelServer.Options.defaults(), Payments::everyTenthIsFraud);
    stage = new Stage(folder, model.address());
    String timeouts =
        "max.poll.interval.ms=%d\nsession.timeout.ms=6000\n"
            .formatted(MAX_POLL_INTERVAL.toMillis());
    stage.environment.put("KAFKA_CONFIG", stage.properties(timeouts).toString());
    stage.environment.put("BATCH_SIZE", "1000");
    ScrapedMetrics telemetry = stage.telemetry();
    process =
        stage.process(
            folder.resolve("patient.log"),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // It tells of each time that the member joins, or joins again.
            "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.consumer.internals"
                + ".ConsumerCoordinator=info");
    stage.write(20);
    stage.awaitDone(20, process::isAlive);
    members = stage.group().settledMembers();
    model.inflict(PartFault.AWAY);
    awaySince = System.nanoTime();
    stage.write(BACKLOG);
    stage.awaitLog("/invocations is away: ");
    awaitFull(telemetry);
    heap = MemoryProbe.heapBytes(process.pid());
  }

  /** Twice the requests that may be out: what it lets wait for them. */
  private static void awaitFull(ScrapedMetrics telemetry) {
    await()
        .atMost(Stage.DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () ->
                assertThat(telemetry.value("fraud_predictor_uncommitted_records"))
                    .isGreaterThanOrEqualTo(8_000));
  }

  /** It kept its place in the group, and needed no more memory; then it does what there is. */
  void assertPatient() throws IOException, InterruptedException {
    await()
        .atMost(Stage.DEFINITELY_TOO_SLOW)
        .until(() -> System.nanoTime() - awaySince >= OUTAGE.toNanos());
    long heapNow = MemoryProbe.heapBytes(process.pid());
    System.out.printf(
        "model away for %d s: heap %d KiB early, %d KiB late%n",
        Duration.ofNanos(System.nanoTime() - awaySince).toSeconds(), heap >> 10, heapNow >> 10);
    assertThat(heapNow).isLessThan(heap + SAME);
    assertThat(members).hasSize(1);
    assertThat(stage.group().settledMembers()).isEqualTo(members);

    model.heal();
    stage.awaitAllDone(process::isAlive);
    assertThat(stage.group().settledMembers()).isEqualTo(members);
    assertThat(stage.log().lines())
        .filteredOn(line -> line.contains("Successfully joined group with generation"))
        .as("generations")
        .hasSize(1);
    assertThat(stage.rejected()).isEmpty();
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Override
  public void close() {
    process.close();
    stage.close();
    model.close();
  }
}
