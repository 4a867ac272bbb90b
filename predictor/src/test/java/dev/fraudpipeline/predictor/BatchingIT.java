package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.metrics.ScrapedMetrics;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many requests are out, what is in each, and where it goes. The model answers when it is told
 * to, so that all that a request may hold has been read before it is put together.
 */
@Timeout(300)
final class BatchingIT {
  @TempDir static Path folder;

  private GatedModel model;
  private Stage stage;
  private ScrapedMetrics telemetry;

  @BeforeEach
  void begin() {
    model = new GatedModel();
    model.shut();
    stage = new Stage(folder, model.url());
    telemetry = stage.telemetry();
  }

  @AfterEach
  void end() {
    stage.close();
    model.close();
  }

  @Test
  void asManyRequestsAreOutAsTheSettingSaysAndNeverOneMore() {
    // Given
    stage.environment.put("MODEL_CONCURRENCY", "3");
    stage.environment.put("BATCH_SIZE", "2");
    stage.write(60);
    try (DaemonThread predictor = stage.predictor()) {
      // When
      for (int answered = 0; answered < 27; answered++) {
        model.awaitHeld(3);
        model.letOneGo();
        model.awaitRequests(3 + answered + 1);
      }

      // Then
      assertThat(model.mostHeld()).isEqualTo(3);
      model.open();
      stage.awaitDone(60, predictor);
    }
    assertThat(model.asked()).as("asked about once").hasSize(60);
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void eachRequestGoesToTheEndpointWithTheFewestOut() {
    // Given
    try (GatedModel other = new GatedModel()) {
      other.shut();
      stage.environment.put("MODEL_CONCURRENCY", "5");
      stage.environment.put("BATCH_SIZE", "1");
      stage.environment.put("MODEL_URL", model.url() + "," + other.url());
      stage.write(40);
      try (DaemonThread predictor = stage.predictor()) {
        model.awaitHeld(3);
        other.awaitHeld(2);

        // When
        for (int i = 1; i <= 10; i++) {
          // Two of the one, two of the other, and so on: what is free goes where it came from.
          GatedModel answering = i % 4 < 2 ? model : other;
          int before = answering.requests().size();
          answering.letOneGo();
          answering.awaitRequests(before + 1);
        }

        // Then
        assertThat(model.requests()).hasSize(3 + 5);
        assertThat(other.requests()).hasSize(2 + 5);
        assertThat(model.mostHeld()).isEqualTo(3);
        assertThat(other.mostHeld()).isEqualTo(2);
        model.open();
        other.open();
        stage.awaitDone(40, predictor);
      }
    }
    stage.assertEachDoneExactlyOnce();
  }

  @ParameterizedTest
  @CsvSource({
    // What arrives while all requests are out goes together into the next.
    "500, 1000, 20",
    "7, 1000, 7 7 6",
    // The maximum bounds a share, not a number.
    "8, 6, 8 8 4",
    "100%, 6, 6 6 6 2",
    "50%, 1000, 10 5 3 1 1",
    "50%, 4, 4 4 4 4 2 1 1",
  })
  void aRequestHasSoManyOfThoseThatWait(String size, String most, String sizes) {
    // Given
    stage.environment.put("MODEL_CONCURRENCY", "1");
    stage.environment.put("BATCH_SIZE", size);
    stage.environment.put("BATCH_MAX", most);
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(1);
      model.awaitHeld(1);

      // When
      stage.write(20);
      Stage.awaitInHand(telemetry, 21);
      model.open();

      // Then
      stage.awaitDone(21, predictor);
    }
    assertThat(model.requests().stream().map(List::size).map(String::valueOf).skip(1))
        .containsExactly(sizes.split(" "));
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aRequestWaitsUntilItIsFull() {
    // Given
    stage.environment.put("BATCH_SIZE", "10");
    stage.environment.put("BATCH_WAIT", "1m");
    model.open();
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(9);
      Stage.awaitInHand(telemetry, 9);

      // When
      stage.write(1);

      // Then
      stage.awaitDone(10, predictor);
      assertThat(model.requests()).hasSize(1);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aRequestThatIsNotFullIsSentWhenItHasWaited() {
    // Given
    stage.environment.put("BATCH_SIZE", "10");
    stage.environment.put("BATCH_WAIT", "200ms");
    model.open();
    try (DaemonThread predictor = stage.predictor()) {
      // When
      stage.write(9);

      // Then
      stage.awaitDone(9, predictor);
    }
    stage.assertEachDoneExactlyOnce();
  }

  @Test
  void aRequestIsBoundedInBytes() {
    // Given
    stage.environment.put("MODEL_CONCURRENCY", "1");
    stage.environment.put("BATCH_SIZE", "1000");
    int written = 250;
    try (DaemonThread predictor = stage.predictor()) {
      stage.write(1);
      model.awaitHeld(1);

      // When
      IntStream.rangeClosed(1, written).forEach(i -> stage.written().write(large(i)));
      Stage.awaitInHand(telemetry, 1 + written);
      model.open();

      // Then
      stage.awaitDone(1 + written, predictor);
    }
    int most = (4 << 20) / large(1).getBytes(UTF_8).length;
    assertThat(most).isLessThan(written);
    assertThat(model.requests().stream().map(List::size)).containsExactly(1, most, written - most);
    stage.assertEachDoneExactlyOnce();
  }

  /** A payment whose texts are as long as they may be. */
  private static String large(int number) {
    // Three bytes each.
    String text = "\u4e2d".repeat(1_000);
    return Payments.document(number)
        .replaceAll(
            "\"(merchant|first|last|street|city|state|job)\":\"[^\"]*\"", "\"$1\":\"" + text + '"');
  }
}
