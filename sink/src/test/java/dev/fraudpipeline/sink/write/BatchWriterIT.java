package dev.fraudpipeline.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sink.Batches;
import dev.fraudpipeline.sink.HeldTable;
import dev.fraudpipeline.sink.Predictions;
import dev.fraudpipeline.sink.Psql;
import dev.fraudpipeline.sink.SharedServers;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseUrl;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import dev.fraudpipeline.sink.table.TableSetup;
import dev.fraudpipeline.sink.write.BatchWriter.Stored;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two batches that are under way at once. */
@ExtendWith(SharedServers.class)
class BatchWriterIT {
  private static final long DEFINITELY_TOO_SLOW_SECONDS = 60;
  private static final String TABLE = "writer";

  private final BatchesInFlight inFlight = new BatchesInFlight();
  private Psql psql;
  private BatchWriter writer;
  private RejectedTopic rejected;

  @BeforeEach
  void openWriter(SandboxKafka kafka, SandboxPostgres postgres) throws Exception {
    psql = new Psql(postgres);
    psql.execute("DROP TABLE IF EXISTS " + TABLE);
    rejected =
        new RejectedTopic(
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.address()),
                new ByteArraySerializer(),
                new ByteArraySerializer()),
            new RejectedRecords(TABLE, "sink", Clock.systemUTC()));
    writer =
        new BatchWriter(
            new Database(DatabaseUrl.parse(postgres.address())),
            new TableSetup(new PaymentTable(new TableName(Optional.empty(), TABLE))),
            rejected,
            new WriteMetrics(
                Monitoring.start("sink", Optional.empty()).meters(), AvailabilityListener.UNHEARD),
            new StopSignal());
    awaitStored(writer.open());
  }

  @AfterEach
  void closeWriter() {
    writer.close();
    rejected.close();
  }

  @Test
  void batchesThatShareNoPaymentAreStoredSideBySide() throws Exception {
    // Given
    try (HeldTable held = new HeldTable(psql, TABLE, HeldTable.Point.COMMIT)) {

      // When
      Future<Stored> first = submit(batch(payment("a", "1.00"), payment("b", "1.00")));
      Future<Stored> second = submit(batch(payment("c", "2.00"), payment("d", "2.00")));

      // Then
      held.awaitHeld(2);
      held.letOn();
      awaitStored(first);
      awaitStored(second);
    }
    assertThat(stored()).containsExactlyInAnyOrder("a 1.00", "b 1.00", "c 2.00", "d 2.00");
  }

  @Test
  void aBatchWithAPaymentOfTheOneUnderWayBeginsAfterItAndChangesNothing() throws Exception {
    // Given
    try (HeldTable held = new HeldTable(psql, TABLE, HeldTable.Point.COMMIT)) {
      Future<Stored> first = submit(batch(payment("a", "1.00"), payment("b", "1.00")));
      held.awaitHeld(1);

      // When
      Future<Stored> second =
          submit(batch(payment("c", "2.00"), payment("a", "2.00"), payment("d", "2.00")));

      // Then
      held.assertStaysHeld(1);
      assertThat(psql.sinkSessions("xact_start IS NOT NULL")).isEqualTo(1);
      held.letOn();
      awaitStored(first);
      awaitStored(second);
    }
    assertThat(stored()).containsExactlyInAnyOrder("a 1.00", "b 1.00", "c 2.00", "d 2.00");
  }

  @Test
  void theSamePaymentsInAnyOrderMakeNoDeadlockAndTheFirstStays() throws Exception {
    // Given
    List<String> names = new ArrayList<>(IntStream.range(0, 100).mapToObj(i -> "p" + i).toList());
    String deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    String before = psql.ask(deadlocks);

    // When
    Future<Stored> previous = submit(Batches.of(all(names, "0.00")));
    for (int round = 1; round <= 30; round++) {
      Collections.reverse(names);
      Future<Stored> next = submit(Batches.of(all(names, round + ".00")));
      awaitStored(previous);
      previous = next;
    }
    awaitStored(previous);

    // Then
    assertThat(stored())
        .containsExactlyInAnyOrderElementsOf(names.stream().map(name -> name + " 0.00").toList());
    assertThat(psql.ask(deadlocks)).isEqualTo(before);
  }

  private Future<Stored> submit(PaymentBatch batch) {
    Future<Stored> outcome = writer.submit(batch, inFlight.sharingWith(batch));
    inFlight.add(batch, outcome, System.nanoTime());
    return outcome;
  }

  private static void awaitStored(Future<Stored> work) throws Exception {
    assertThat(work.get(DEFINITELY_TOO_SLOW_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(new Stored(true, List.of()));
  }

  private List<String> stored() throws Exception {
    return psql.rows("SELECT trans_num || ' ' || amt AS payment FROM " + TABLE).stream()
        .map(row -> row.get("payment"))
        .toList();
  }

  private static Stream<String> all(List<String> names, String amount) {
    return names.stream().map(name -> payment(name, amount));
  }

  private static String payment(String transNum, String amount) {
    return Predictions.message(transNum, 1).replace("60.10", amount);
  }

  private static PaymentBatch batch(String... documents) {
    return Batches.of(Stream.of(documents));
  }
}
