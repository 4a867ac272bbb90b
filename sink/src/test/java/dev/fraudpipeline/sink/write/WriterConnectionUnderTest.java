package dev.fraudpipeline.sink.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.monitoring.Monitoring;
import dev.fraudpipeline.sink.Batches;
import dev.fraudpipeline.sink.Predictions;
import dev.fraudpipeline.sink.RecordedLog;
import dev.fraudpipeline.sink.Surroundings;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import dev.fraudpipeline.sink.batch.RefusedRow;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.database.DatabaseOutage;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import dev.fraudpipeline.sink.table.TableSetup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A {@link WriterConnection} to the table {@value #TABLE}, with all that it needs. */
final class WriterConnectionUnderTest implements AutoCloseable {
  static final String TABLE = "writer";

  private static final JitteredBackoff USUAL =
      new JitteredBackoff(Duration.ofMillis(50), Duration.ofSeconds(1));

  private final RecordedLog log = new RecordedLog();
  private final StopSignal stop = new StopSignal();
  private final Monitoring monitoring = Monitoring.start("sink", Optional.empty());
  private final WriteTimeout timeout;
  private final WriterConnection connection;

  private WriterConnectionUnderTest(Database database, JitteredBackoff backoff) {
    timeout = new WriteTimeout(database.writeTimeout());
    connection =
        new WriterConnection(
            TABLE,
            database,
            new TableSetup(new PaymentTable(new TableName(Optional.empty(), TABLE))),
            new DatabaseOutage(
                log.logger(), database, AvailabilityListener.UNHEARD, System::nanoTime),
            timeout,
            new WriteMetrics(monitoring.meters(), AvailabilityListener.UNHEARD),
            stop,
            backoff);
  }

  /** One that is connected. */
  static WriterConnectionUnderTest open(Database database) throws Exception {
    WriterConnectionUnderTest opened = new WriterConnectionUnderTest(database, USUAL);
    WriterConnection connection = opened.connection;
    assertThat(within(connection.submit(connection::open))).isTrue();
    return opened;
  }

  /** One that is not connected yet. */
  static WriterConnectionUnderTest idle(Database database, JitteredBackoff backoff) {
    return new WriterConnectionUnderTest(database, backoff);
  }

  static PaymentBatch batch(int count) {
    return Batches.of(IntStream.range(0, count).mapToObj(i -> Predictions.message("t" + i, 1)));
  }

  /** Stores so many payments, {@code t0} and on, and returns when that is done. */
  void store(int count) throws Exception {
    assertThat(within(storing(batch(count)))).contains(List.of());
  }

  Future<Optional<List<RefusedRow>>> storing(PaymentBatch batch) {
    return connection.submit(() -> connection.retryUntilWritten(batch.rows()));
  }

  /** What comes of it, within the time that is definitely enough. */
  static <T> T within(Future<T> work) throws Exception {
    return work.get(Surroundings.DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS);
  }

  /** What it has said so far. */
  List<String> said() {
    return log.lines();
  }

  void awaitLine(String pattern) {
    await()
        .atMost(Surroundings.DEFINITELY_TOO_SLOW)
        .untilAsserted(() -> assertThat(said()).anyMatch(line -> line.matches(pattern)));
  }

  /** One line for each thing that went wrong, and one for its end. */
  void assertSaidOnceAndEnded() {
    List<String> lines =
        said().stream().map(line -> line.replaceFirst("after \\d+ s", "after a while")).toList();
    assertThat(lines).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    assertThat(lines.get(lines.size() - 1))
        .matches("INFO .*( is back after a while| takes payments again)");
  }

  @Override
  public void close() {
    stop.raise();
    connection.close();
    timeout.close();
    monitoring.close();
  }
}
