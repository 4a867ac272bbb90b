package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.ScoringModel;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The predictor against a real broker and a model server: each payment is scored exactly once. */
@Timeout(300)
final class PredictorIT {
  @TempDir static Path folder;
  private static ModelServer model;

  private Stage stage;

  @BeforeAll
  static void startModel() {
    model = ModelServer.start(ModelServer.Options.defaults(), Payments::everyTenthIsFraud);
  }

  @AfterAll
  static void stopModel() {
    model.close();
  }

  @BeforeEach
  void begin() {
    stage = new Stage(folder, model.address());
  }

  @AfterEach
  void end() {
    stage.close();
  }

  @Test
  void everyPaymentIsScoredOnceWithItsHeaders() {
    try (DaemonThread predictor = stage.predictor()) {
      // When
      stage.write(200);

      // Then
      stage.awaitDone(200, predictor);
    }
    stage.assertEachDoneExactlyOnce();
    for (ConsumerRecord<byte[], byte[]> record : stage.scored()) {
      Payment payment = Payments.read(record);
      boolean fraud = Payments.number(payment) % 10 == 0;
      assertThat(record.key()).isEqualTo(payment.key());
      assertThat(payment.text(Column.IS_FRAUD)).isEqualTo(fraud ? "1" : "0");
      assertThat(payment.text(Column.AMT)).isEqualTo("60.10");
      assertThat(PipelineHeaders.text(record.headers(), PipelineHeaders.SCORE))
          .contains(fraud ? "1.0" : "0.0");
      assertThat(PipelineHeaders.text(record.headers(), PipelineHeaders.MODEL))
          .contains("every-tenth");
      assertThat(PipelineHeaders.millis(record.headers(), PipelineHeaders.FETCHED_AT))
          .contains(1_730_134_684_000L);
      assertThat(PipelineHeaders.millis(record.headers(), PipelineHeaders.PREDICTED_AT))
          .isPresent();
    }
  }

  @Test
  void aRestartLosesNothingAndDoublesNothing() {
    // Given
    try (DaemonThread first = stage.predictor()) {
      stage.write(500);
      stage.awaitDone(1, first);
    }

    // When
    stage.write(100);
    try (DaemonThread second = stage.predictor()) {
      // Then
      stage.awaitDone(600, second);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void whatCannotBeReadIsRejectedWithItsPlaceAndTheOthersGoOn() {
    // Given
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(5);
      stage.written().writeUnreadable("k", "{\"trans_num\":\"t\",\"amt\":1,\"unix_time\":1}");
      stage.written().writeUnreadable(null, "not JSON, card 4855488158131690372");
      stage.written().writeUnreadable(null, null);

      // When
      stage.write(5);

      // Then
      stage.awaitAllDone(() -> predictor.status().isEmpty());
    }
    stage.assertEachDoneExactlyOnce();
    assertThat(stage.rejected()).hasSize(3);
    ConsumerRecord<byte[], byte[]> rejected =
        stage.rejected().stream().filter(record -> record.key() != null).findFirst().orElseThrow();
    assertThat(new String(rejected.value(), UTF_8)).startsWith("{\"trans_num\"");
    assertThat(PipelineHeaders.text(rejected.headers(), PipelineHeaders.REJECTED_ID))
        .hasValueSatisfying(id -> assertThat(id).matches(stage.topic1 + "-\\d@\\d+"));
    assertThat(PipelineHeaders.text(rejected.headers(), PipelineHeaders.REJECTED_STAGE))
        .contains("predictor");
    assertThat(PipelineHeaders.text(rejected.headers(), PipelineHeaders.REJECTED_CODE))
        .contains("missing_column");
    assertThat(PipelineHeaders.text(rejected.headers(), PipelineHeaders.REJECTED_REASON))
        .contains("cc_num is missing or null");
    assertThat(PipelineHeaders.millis(rejected.headers(), PipelineHeaders.REJECTED_AT)).isPresent();
  }

  @Test
  void aRequestThatIsOutForLongDelaysNoAlarmOfOthersAndNoCommitOfOtherPartitions() {
    // Given
    CountDownLatch answered = new CountDownLatch(1);
    ScoringModel hanging =
        frame -> {
          if (Payments.numbers(frame).anyMatch(number -> number == 0)) {
            awaitZero(answered);
          }
          return Payments.everyTenthIsFraud(frame);
        };
    try (ModelServer slow =
        ModelServer.start(
            ModelServer.Options.defaults().withTimeLimit(Duration.ofHours(1)), hanging)) {
      stage.environment.put("MODEL_URL", slow.address());
      stage.environment.put("MODEL_TIMEOUT", "2m");
      stage.environment.put("BATCH_SIZE", "1");
      try (DaemonThread predictor = stage.predictor()) {
        // When
        stage.write(100);

        // Then
        List<Integer> otherFrauds = List.of(10, 20, 30, 40, 50, 60, 70, 80, 90);
        await()
            .atMost(Stage.DEFINITELY_TOO_SLOW)
            .until(() -> PredictorLogs.alarmsIn(stage.log()).containsAll(otherFrauds));
        int ofOtherPartitions = 100 - stage.written().besides(0).size();
        stage.awaitDone(ofOtherPartitions, predictor);
        assertThat(Payments.numbersIn(stage.scored())).doesNotContain(0);

        answered.countDown();
        stage.awaitDone(100, predictor);
      }
    }
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  private static void awaitZero(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is closing", e);
    }
  }
}
