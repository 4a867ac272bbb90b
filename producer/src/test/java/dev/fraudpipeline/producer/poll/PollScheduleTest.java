package dev.fraudpipeline.producer.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PollScheduleTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final PollSchedule schedule = new PollSchedule(Duration.ofSeconds(15), 0);

  @Test
  void theFirstPollIsDueAtOnceAndTheNextAfterTheInterval() {
    assertThat(schedule.untilNext(0)).isZero();

    schedule.polled(0);

    assertThat(schedule.untilNext(0)).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void aSlowAnswerDoesNotShiftTheNextPoll() {
    schedule.polled(14 * SECOND);

    assertThat(schedule.untilNext(14 * SECOND)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void pollsThatWouldOverlapAreLeftOut() {
    schedule.polled(40 * SECOND);

    assertThat(schedule.untilNext(40 * SECOND)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void afterAPausePollsAreOnTheirGridAgain() {
    schedule.polled(SECOND);
    schedule.holdOff(SECOND, Duration.ofSeconds(50));

    assertThat(schedule.untilNext(SECOND)).isEqualTo(Duration.ofSeconds(59));
  }

  @Test
  void aPauseShorterThanTheIntervalChangesNothing() {
    schedule.polled(SECOND);
    schedule.holdOff(SECOND, Duration.ofSeconds(3));

    assertThat(schedule.untilNext(SECOND)).isEqualTo(Duration.ofSeconds(14));
  }
}
