package dev.fraudpipeline.benchmark.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmLatencyTest {
  private static final String PAYMENT = "3cb54a489fb351f73a7db98f6c7bb1ad";

  @Test
  void theFirstAlarmOfAPaymentCounts(@TempDir Path folder) throws Exception {
    // Given
    String rest = " card=***4052 amt=1 merchant=\"x\" at=\"2026-01-01 00:00:00\" latency_ms=12\n";
    Path log = folder.resolve("predictor.log");
    Files.writeString(
        log,
        "2026-01-01T00:00:00.100Z INFO Scoring - started\n"
            + "2026-01-01T00:00:00.123Z WARN ALARM - fraud trans_num="
            + PAYMENT
            + rest
            + "2026-01-01T00:00:09.000Z WARN ALARM - fraud trans_num="
            + PAYMENT
            + rest);

    // When
    Map<String, Long> alarms = AlarmLatency.alarmMillis(log);

    // Then
    assertThat(alarms)
        .containsExactly(
            Map.entry(PAYMENT, Instant.parse("2026-01-01T00:00:00.123Z").toEpochMilli()));
    assertThat(AlarmLatency.alarmMillis(folder.resolve("none.log"))).isEmpty();
  }

  @Test
  void theRequestsOwnTimeIsTakenOff() throws Exception {
    assertThat(
            AlarmLatency.overModel(
                Map.of(PAYMENT, 1_000L), Map.of(PAYMENT, 1_020L), Map.of(PAYMENT, 12.5)))
        .containsExactly(7.5);
  }

  @Test
  void aPaymentWithoutAnAlarmIsAFailureAndNotAGap() {
    assertThatThrownBy(
            () -> AlarmLatency.overModel(Map.of(PAYMENT, 1_000L), Map.of(), Map.of(PAYMENT, 12.5)))
        .isInstanceOf(BenchmarkFailedException.class);
  }
}
