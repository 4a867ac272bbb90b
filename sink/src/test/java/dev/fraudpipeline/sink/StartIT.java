package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the sink begins and ends. */
@ExtendWith(SharedServers.class)
class StartIT {

  @Test
  void sinksThatStartAtOnceMakeOneTable(Surroundings around) throws Exception {
    // Given
    around.send(0, 100);
    List<RunningSink> sinks = new ArrayList<>();

    // When
    IntStream.range(0, 4).forEach(i -> sinks.add(new RunningSink(around.environment())));

    // Then
    around.awaitRows(sinks.get(0), 100);
    around.awaitCommitted(100);
    assertThat(sinks).allMatch(RunningSink::isRunning);
    sinks.forEach(RunningSink::stop);
    around.assertExactly(100);
    assertThat(
            around
                .psql()
                .rows("SELECT indexdef FROM pg_indexes WHERE tablename = '" + around.name() + "'"))
        .hasSize(3)
        .extracting(row -> row.get("indexdef"))
        .anySatisfy(index -> assertThat(index).contains("(trans_num, unix_time)"))
        .anySatisfy(index -> assertThat(index).contains("WHERE", "fraud_confirmed IS NULL"));
  }

  @Test
  void itStartsWithEverythingDownAndGoesOnWhenItComes(
      Surroundings around, SandboxKafka kafka, SandboxPostgres postgres) {
    // Given
    around.send(0, 100);
    kafka.inflict(PartFault.AWAY);
    postgres.inflict(PartFault.AWAY);

    // When
    try (RunningSink sink = new RunningSink(around.environment())) {
      sink.assertRunsFor(Duration.ofSeconds(1));
      kafka.heal();
      sink.assertRunsFor(Duration.ofSeconds(1));
      postgres.heal();

      // Then
      around.awaitRows(sink, 100);
    }
  }

  @Test
  void aWrongPasswordAtStartEndsItWithStatusOne(Surroundings around) {
    // Given
    around.environment().put("DATABASE_PASSWORD", "wrong");

    // When
    RunningSink sink = new RunningSink(around.environment());

    // Then
    assertThat(sink.status(Surroundings.DEFINITELY_TOO_SLOW)).isEqualTo(1);
  }

  @Test
  void aTableThatDoesNotFitEndsItWithStatusOneAndTheStatementsThatMendIt(Surroundings around)
      throws Exception {
    // Given
    around
        .psql()
        .execute(
            "CREATE TABLE %s (id bigserial, trans_num integer, unix_time bigint)"
                .formatted(around.table()));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;

    // When
    int status;
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      status = new RunningSink(around.environment()).status(Surroundings.DEFINITELY_TOO_SLOW);
    } finally {
      System.setErr(before);
    }

    // Then
    assertThat(status).isEqualTo(1);
    String alter = "To mend it: ALTER TABLE " + around.table();
    assertThat(said.toString(UTF_8))
        .contains("column amt is missing. " + alter + " ADD COLUMN \"amt\" numeric;")
        .contains("column trans_num is integer and must be text. " + alter + " ALTER COLUMN")
        .contains("no unique constraint on trans_num and unix_time. " + alter + " ADD UNIQUE")
        .contains("does not fit; the lines above say how to mend it")
        .doesNotContain("\tat ");
  }

  @Test
  void aHangingDatabaseDoesNotKeepItFromStopping(Surroundings around, SandboxPostgres postgres)
      throws Exception {
    // Given
    around.environment().put("DATABASE_URL", postgres.address());
    RunningSink sink = new RunningSink(around.environment());
    around.send(0, 100);
    around.awaitRows(sink, 100);
    postgres.inflict(PartFault.HANG);
    around.send(100, 1_000);
    sink.assertRunsFor(Duration.ofSeconds(1));

    // When
    int status = sink.stop();

    // Then
    assertThat(status).isZero();
    postgres.heal();
    try (RunningSink successor = new RunningSink(around.environment())) {
      around.awaitRows(successor, 1_100);
    }
    around.assertExactly(1_100);
  }
}
