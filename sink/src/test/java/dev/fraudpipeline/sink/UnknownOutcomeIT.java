package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commits of which the sink does not learn whether they took place. */
@ExtendWith(SharedServers.class)
class UnknownOutcomeIT {
  private static final int FIRST = 10;
  private static final int PAYMENTS = 250;

  @Test
  void aCommitWhoseAnswerIsLostIsNotDoneTwice(Surroundings around, SandboxPostgres postgres)
      throws Exception {
    try (RunningSink sink = new RunningSink(around.environment())) {
      // Given
      try (HeldTable held = holdTwoCommits(around, sink)) {

        // When
        postgres.inflict(PartFault.HANG);
        held.letOn();
        await()
            .atMost(Surroundings.DEFINITELY_TOO_SLOW)
            .until(() -> around.psql().sinkSessions("xact_start IS NOT NULL") == 0);
      }
      int stored = around.rows();
      assertThat(stored).isGreaterThan(FIRST);
      assertThat(around.committed()).isEqualTo(FIRST);
      around.psql().execute("UPDATE " + around.table() + " SET fraud_confirmed = 1");
      String before = contents(around, stored);
      // The answers that wait in the line are not to come after all.
      postgres.inflict(PartFault.ERROR);
      postgres.heal();

      // Then
      around.awaitRows(sink, FIRST + PAYMENTS);
      around.awaitCommitted(FIRST + PAYMENTS);
      assertThat(contents(around, stored)).isEqualTo(before);
    }
    around.assertExactly(FIRST + PAYMENTS);
    assertThat(around.rejected()).isEmpty();
  }

  private static HeldTable holdTwoCommits(Surroundings around, RunningSink sink) throws Exception {
    around.send(0, FIRST);
    around.awaitRows(sink, FIRST);
    around.awaitCommitted(FIRST);
    HeldTable held = new HeldTable(around.psql(), around.table(), HeldTable.Point.COMMIT);
    around.send(FIRST, PAYMENTS);
    held.awaitHeld(2);
    return held;
  }

  /** The first rows, by their numbers. */
  private static String contents(Surroundings around, int count) throws Exception {
    return around
        .psql()
        .rows("SELECT * FROM " + around.table() + " ORDER BY id LIMIT " + count)
        .toString();
  }

  @Test
  void aCommitThatDiedWithTheServerIsDoneAgain(Surroundings around, SandboxPostgres postgres)
      throws Exception {
    try (RunningSink sink = new RunningSink(around.environment())) {
      // Given
      try (HeldTable held = holdTwoCommits(around, sink)) {
        assertThat(held.held()).isEqualTo(2);

        // When
        postgres.crash();
      }
      assertThat(around.committed()).isEqualTo(FIRST);
      postgres.heal();

      // Then
      around.awaitRows(sink, FIRST + PAYMENTS);
      around.awaitCommitted(FIRST + PAYMENTS);
    }
    around.assertExactly(FIRST + PAYMENTS);
  }
}
