package dev.fraudpipeline.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.log.RecordingLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
  private final RecordingLogger log = new RecordingLogger();
  private long now = Long.MAX_VALUE - 5_000_000_000L;
  private final Outage outage =
      new Outage(
          log,
          "the payments API",
          AvailabilityListener.UNHEARD,
          attempt -> Duration.ofSeconds(10 + attempt),
          () -> now);

  @Test
  void anOutageIsToldOnceAndItsEndOnce() {
    // When
    for (int i = 0; i < 30; i++) {
      outage.failed("status 503");
      pass(Duration.ofSeconds(3));
    }
    outage.succeeded();
    outage.succeeded();

    // Then
    assertThat(log.lines())
        .containsExactly(
            "WARN the payments API is away: status 503; trying on",
            "INFO the payments API is back after 90 s");
  }

  @Test
  void aLongOutageIsToldAgainEveryFiveMinutes() {
    // When
    for (int second = 0; second < 901; second++) {
      outage.failed("status 503");
      pass(Duration.ofSeconds(1));
    }

    // Then
    assertThat(log.lines())
        .containsExactly(
            "WARN the payments API is away: status 503; trying on",
            "WARN the payments API is still away after 5 min: status 503",
            "WARN the payments API is still away after 10 min: status 503",
            "WARN the payments API is still away after 15 min: status 503");
  }

  @Test
  void anotherReasonIsTold() {
    // When
    outage.failed("status 503");
    pass(Duration.ofSeconds(10));
    outage.failed("ConnectException");
    pass(Duration.ofSeconds(10));
    outage.failed("ConnectException");

    // Then
    assertThat(log.lines())
        .containsExactly(
            "WARN the payments API is away: status 503; trying on",
            "WARN the payments API is still away after 10 s: ConnectException");
  }

  @Test
  void aSecondOutageIsAnother() {
    // When
    outage.failed("status 503");
    outage.succeeded();
    pass(Duration.ofHours(1));
    outage.failed("status 503");

    // Then
    assertThat(outage.isAway()).isTrue();
    assertThat(log.lines())
        .last()
        .isEqualTo("WARN the payments API is away: status 503; trying on");
  }

  @Test
  void successWithoutOutageIsQuiet() {
    outage.succeeded();

    assertThat(outage.isAway()).isFalse();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void eachDelayIsTheNextOfTheBackoffUntilASuccess() {
    // When
    Duration first = outage.nextDelay();
    Duration second = outage.nextDelay();
    outage.succeeded();
    Duration firstAgain = outage.nextDelay();

    // Then
    assertThat(first).isEqualTo(Duration.ofSeconds(10));
    assertThat(second).isEqualTo(Duration.ofSeconds(11));
    assertThat(firstAgain).isEqualTo(first);
  }

  @Test
  void everyAttemptIsToldToWhoeverWatchesToo() {
    // Given
    List<String> told = new ArrayList<>();
    Outage watched =
        new Outage(
            log,
            "the payments API",
            new AvailabilityListener() {
              @Override
              public void isUp() {
                told.add("up");
              }

              @Override
              public void isDown(String why) {
                told.add(why);
              }
            });

    // When
    watched.succeeded();
    watched.failed("status 503");
    watched.succeeded();

    // Then
    assertThat(told).containsExactly("up", "status 503", "up");
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
