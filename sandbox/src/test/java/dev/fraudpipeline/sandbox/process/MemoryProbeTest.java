package dev.fraudpipeline.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryProbeTest {
  @Test
  void theTotalIsTheBytesOfTheLastLine() {
    // Given
    String histogram =
        """
        1234:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         21021        1234567  [B (java.base@17)
        Total        112233       44556677
        """;

    // When, Then
    assertThat(MemoryProbe.totalBytes(histogram)).hasValue(44_556_677);
    assertThat(MemoryProbe.totalBytes("1234:\nCould not attach")).isEmpty();
  }

  @Test
  void whatIsAliveInAProcessIsSeen() throws Exception {
    // Given
    byte[] alive = new byte[32 << 20];

    // When
    long heapBytes = MemoryProbe.heapBytes(ProcessHandle.current().pid());
    long residentBytes = MemoryProbe.residentBytes(ProcessHandle.current().pid());

    // Then
    assertThat(heapBytes).isGreaterThanOrEqualTo(alive.length);
    assertThat(residentBytes).isPositive();
  }

  @Test
  void aProcessThatIsGoneCannotBeMeasured() throws Exception {
    // Given
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    // When, Then
    assertThatThrownBy(() -> MemoryProbe.heapBytes(ended.pid())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> MemoryProbe.residentBytes(ended.pid()))
        .isInstanceOf(IOException.class);
  }
}
