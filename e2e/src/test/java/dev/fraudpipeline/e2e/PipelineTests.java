package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.ColumnType;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds of the three real jars as processes, from the API to the table. */
@Timeout(600)
abstract class PipelineTests {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final int SIGTERM_STATUS = 143;
  private static final int SIGKILL_STATUS = 137;

  @TempDir Path folder;

  /** New ones, that nobody has used yet. */
  abstract Servers servers();

  @Test
  void everyValueComesOutOfTheTableAsItWentIntoTheApi() throws Exception {
    replay(Bodies.recorded());
  }

  @Test
  void theRecordedBodiesOfTheRealServiceComeOutValueForValue() throws Exception {
    Path bodies = Path.of("..", "..", "shared", "data", "payments-api-samples.jsonl");
    Assumptions.assumeTrue(Files.exists(bodies), "there are no recorded bodies here");
    replay(Files.readAllLines(bodies));
  }

  private void replay(List<String> bodies) throws Exception {
    // Given
    Path file = folder.resolve("bodies.jsonl");
    Files.write(file, bodies);
    PaymentParser reader = new PaymentParser();
    Map<PaymentId, Payment> expected =
        bodies.stream()
            .flatMap(body -> reader.readAll(body.getBytes(StandardCharsets.UTF_8)).stream())
            .map(Payment.class::cast)
            .collect(Collectors.toMap(Payment::id, Function.identity()));

    // When
    try (Pipeline pipeline = new Pipeline(folder, servers(), options().withReplay(file))) {
      startAll(pipeline);
      awaitStored(pipeline, expected.size());
      List<Map<String, String>> rows = pipeline.rows();

      // Then
      assertThat(rows).hasSameSizeAs(expected.keySet());
      for (Map<String, String> row : rows) {
        Payment payment =
            expected.get(new PaymentId(row.get("trans_num"), Long.parseLong(row.get("unix_time"))));
        assertThat(payment).as("a payment that the API served").isNotNull();
        Column.ALL.stream()
            .filter(column -> column != Column.IS_FRAUD)
            .forEach(column -> assertSame(column, payment, row.get(column.columnName())));
        boolean fraud = payment.decimal(Column.AMT).doubleValue() > Pipeline.LIMIT;
        assertThat(row.get("is_fraud")).isEqualTo(fraud ? "1" : "0");
        assertThat(row.get("score")).isEqualTo(fraud ? "1" : "0");
        assertThat(row.get("model")).isEqualTo("expensive");
        assertThat(row.get("predicted_at")).isNotNull();
        assertThat(row.get("fraud_confirmed")).isNull();
      }
      assertAlarmsFor(pipeline, rows);
    }
  }

  private static void assertSame(Column column, Payment payment, String stored) {
    if (payment.isNull(column)) {
      assertThat(stored).as(column.columnName()).isNull();
    } else if (column.type() == ColumnType.DOUBLE) {
      assertThat(Double.parseDouble(stored))
          .as(column.columnName())
          .isEqualTo(payment.real(column));
    } else {
      assertThat(stored).as(column.columnName()).isEqualTo(payment.text(column));
    }
  }

  private static void assertAlarmsFor(Pipeline pipeline, List<Map<String, String>> rows)
      throws IOException {
    List<String> alarms;
    try (Stream<String> lines = Files.lines(pipeline.log("predictor"))) {
      alarms = lines.filter(line -> line.contains(" WARN ALARM - fraud trans_num=")).toList();
    }
    List<String> frauds =
        rows.stream()
            .filter(row -> row.get("is_fraud").equals("1"))
            .map(row -> row.get("trans_num"))
            .toList();
    assertThat(alarms)
        .extracting(line -> line.replaceFirst(".*trans_num=(\\S+) .*", "$1"))
        .containsAll(frauds);
    assertThat(alarms).allMatch(line -> line.matches(".* card=\\*+\\d{4} amt=.*latency_ms=\\d+"));
  }

  @Test
  void restartsOfEachDaemonInTheMiddleLoseNothingAndDoubleNothing() throws Exception {
    try (Pipeline pipeline = new Pipeline(folder, servers(), options().withPayments(1_500))) {
      // Given
      startAll(pipeline);
      awaitStored(pipeline, 100);

      // When
      for (String daemon : List.of("producer", "predictor", "sink")) {
        assertThat(pipeline.daemon(daemon).terminate(Duration.ofSeconds(60)))
            .as("status of the %s after SIGTERM", daemon)
            .isEqualTo(SIGTERM_STATUS);
        pipeline.start(daemon);
      }
      awaitStored(pipeline, 300);
      for (String daemon : List.of("predictor", "sink")) {
        assertThat(pipeline.daemon(daemon).kill()).isEqualTo(SIGKILL_STATUS);
        pipeline.start(daemon);
      }

      // Then
      awaitStored(pipeline, 1_500);
      assertThat(pipeline.stored()).containsExactlyInAnyOrderElementsOf(pipeline.served());
    }
  }

  private PaymentsApi.Options options() {
    return PaymentsApi.Options.in(folder.resolve("api")).withCallsPerMinute(0);
  }

  private static void startAll(Pipeline pipeline) {
    List.of("producer", "predictor", "sink").forEach(pipeline::start);
  }

  private static void awaitStored(Pipeline pipeline, int rows) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .untilAsserted(() -> assertThat(pipeline.stored()).hasSizeGreaterThanOrEqualTo(rows));
  }
}
