package dev.fraudpipeline.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedLogTest {
  private static final ServedPayment FIRST =
      new ServedPayment("a1", 1_700_000_000, true, 1_700_000_000_123L);
  private static final ServedPayment SECOND =
      new ServedPayment("b2", 1_700_000_001, false, 1_700_000_001_123L);

  @TempDir Path folder;

  @Test
  void aTornLastLineCountsAsNotWrittenAndIsCutOff() throws IOException {
    // Given
    Path path = folder.resolve("served.csv");
    try (ServedLog log = ServedLog.open(path)) {
      log.append(List.of(FIRST));
    }
    Files.writeString(path, "b2,17000", StandardOpenOption.APPEND);
    assertThat(ServedLog.read(path)).containsExactly(FIRST);

    // When
    try (ServedLog log = ServedLog.open(path)) {
      log.append(List.of(SECOND));
    }

    // Then
    assertThat(ServedLog.read(path)).containsExactly(FIRST, SECOND);
    assertThat(Files.readString(path)).startsWith("a1,1700000000,1,1700000000123\n");
  }

  @Test
  void aLedgerThatIsNotThereIsEmpty() throws IOException {
    // When
    List<ServedPayment> served = ServedLog.read(folder.resolve("none"));

    // Then
    assertThat(served).isEmpty();
  }
}
