package dev.fraudpipeline.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private final StatusLine line = new StatusLine();

  @Test
  void whatIsNotKnownYetIsADash() {
    // Given
    FlowReading none = FlowReading.UNKNOWN;

    // When
    String text = line.next(new FlowSnapshot(Duration.ZERO, none, none, none, none, none, none));

    // Then
    assertThat(text)
        .isEqualTo(
            "00:00  fetched - | topic_1 backlog - | scored - | alarms - | topic_2 backlog -"
                + " | rows -");
  }

  @Test
  void ratesAreThoseOfTheLastSeconds() {
    // Given
    line.next(at(60, 1_000, 900));
    line.next(at(64, 1_000, 900));

    // When
    String text = line.next(at(68, 1_080, 980));

    // Then
    assertThat(text)
        .isEqualTo(
            "01:08  fetched 1080 (20/s) | topic_1 backlog 3 | scored 980 (20/s) | alarms 2"
                + " | topic_2 backlog 1 | rows 970 (18/s)");
  }

  @Test
  void aSourceThatIsAwayKeepsItsLastValueWithAMark() {
    // Given
    FlowReading stale = new FlowReading(837, false);
    FlowReading zero = FlowReading.of(0);

    // When
    String text = line.next(new FlowSnapshot(Duration.ZERO, zero, zero, zero, zero, zero, stale));

    // Then
    assertThat(text).endsWith("| rows 837?");
  }

  private static FlowSnapshot at(int second, long fetched, long scored) {
    return new FlowSnapshot(
        Duration.ofSeconds(second),
        FlowReading.of(fetched),
        FlowReading.of(3),
        FlowReading.of(scored),
        FlowReading.of(2),
        FlowReading.of(1),
        FlowReading.of(scored == 900 ? 898 : 970));
  }
}
