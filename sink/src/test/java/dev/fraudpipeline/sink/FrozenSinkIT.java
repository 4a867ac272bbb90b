package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that is stopped in the middle, as a machine does that swaps, or a debugger. */
@ExtendWith(SharedServers.class)
class FrozenSinkIT {
  private static final int PAYMENTS = 400;

  /** Freezing ends by itself, as far as the database is concerned, after twice its time-outs. */
  private static final Duration DEFINITELY_BLOCKED = Duration.ofSeconds(150);

  @TempDir private Path data;

  @Test
  void theOpenTransactionOfAFrozenSinkDoesNotBlockItsSuccessor(
      Surroundings around, SandboxKafka kafka, SandboxPostgres postgres) throws Exception {
    // Given
    around.kafkaProperties(Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1000"));
    around.environment().put("DATABASE_URL", postgres.address());
    JarProcess frozen = start(around);
    try {
      around.send(0, 1);
      around.awaitRows(frozen::isAlive, 1);
      try (HeldTable held =
          new HeldTable(around.psql(), around.table(), HeldTable.Point.STATEMENT_DONE)) {
        around.send(1, PAYMENTS - 1);
        held.awaitHeld(2);

        // When
        ServerProcesses.signal("STOP", frozen.pid());
        held.letOn();
      }
      assertThat(around.rows()).as("what the frozen sink has not committed").isEqualTo(1);
      // Let on, the server's sessions end their statements, and wait for the sink.
      await()
          .atMost(Surroundings.DEFINITELY_TOO_SLOW)
          .until(() -> around.psql().sinkSessions("state LIKE 'idle in transaction%'") == 2);

      // Then
      try (JarProcess successor = start(around)) {
        await().atMost(DEFINITELY_BLOCKED).until(() -> around.rows() == PAYMENTS);
        around.awaitCommitted(PAYMENTS);

        // When
        ServerProcesses.signal("CONT", frozen.pid());
        around.send(PAYMENTS, PAYMENTS);

        // Then
        around.awaitRows(successor::isAlive, 2 * PAYMENTS);
        around.awaitCommitted(2 * PAYMENTS);
        assertThat(frozen.isAlive()).isTrue();
      }
    } finally {
      frozen.kill();
    }
    around.assertExactly(2 * PAYMENTS);
    assertThat(Files.readString(data.resolve("sink.log"))).doesNotContain("a fault of sink itself");
  }

  private JarProcess start(Surroundings around) {
    return JarProcess.start(
        around.command(data.resolve("sink.log")).jvmOptions("-Xmx128m", "-XX:TieredStopAtLevel=1"));
  }
}
