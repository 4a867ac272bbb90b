package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmLogReaderTest {
  private static final String ALARM =
      "2026-11-23T10:15:30.123Z WARN ALARM - fraud trans_num=3cb54a48 card=************4052 amt=60.16"
          + " merchant=\"fraud_Berge at=\\\"x\\\"\" category=personal_care score=0.97"
          + " at=\"2024-10-28 16:58:04\" latency_ms=12";

  @TempDir private Path folder;

  @Test
  void anAlarmLineTellsWhichPaymentItIsAbout() {
    // When, Then
    assertThat(AlarmLogReader.parse(ALARM))
        .contains(
            new AlarmLogReader.Alarm(new AlarmedPayment("3cb54a48", "2024-10-28 16:58:04"), 12));
    assertThat(AlarmLogReader.parse("2026-11-23T10:15:30.123Z INFO Predictor - started")).isEmpty();
  }

  @Test
  void aLineIsTakenOnceAndOnlyWhenItIsWhole() throws IOException {
    // Given
    Path file = folder.resolve("predictor.log");
    AlarmLogReader log = new AlarmLogReader(file);
    assertThat(log.next()).isEmpty();
    Files.writeString(file, "started\n" + ALARM);
    assertThat(log.next()).isEmpty();

    // When
    String again = ALARM.replace("latency_ms=12", "latency_ms=900");
    Files.writeString(file, "\nmore\n" + again + "\n", StandardOpenOption.APPEND);

    // Then
    assertThat(log.next()).containsExactly(ALARM, again);
    assertThat(log.next()).isEmpty();
    assertThat(log.count()).isEqualTo(1);
    assertThat(log.latencies().values()).containsExactly(12L);
  }
}
