package dev.fraudpipeline.producer.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.producer.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JournalLeftoversTest {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(30);
  private static final Duration FOR_EVER = Duration.ofHours(1);

  @TempDir Path folder;
  private final StopSignal stop = new StopSignal();
  private Journal journal;

  @BeforeEach
  void leaveTwo() throws Exception {
    try (Journal earlier = Journal.open(folder)) {
      append(earlier, 3);
      earlier.done(1, List.of());
    }
    journal = Journal.open(folder);
  }

  @AfterEach
  void close() throws Exception {
    journal.close();
  }

  @Test
  void pollingWaitsUntilKafkaHasAllThatWasLeftAndForNothingMore() throws Exception {
    // Given
    Thread waiting = waiting(FOR_EVER);
    append(journal, 1);

    // When
    journal.done(2, List.of());
    await().during(Duration.ofMillis(200)).atMost(DEFINITELY_TOO_SLOW).until(waiting::isAlive);
    journal.done(0, List.of());

    // Then
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> !waiting.isAlive());
    assertThat(journal.leftOver()).isZero();
    assertThat(journal.waiting()).isEqualTo(1);
  }

  @Test
  void whileKafkaTakesNothingPollingGoesOn() throws Exception {
    new JournalLeftovers(journal, Duration.ofMillis(100), stop).await();

    assertThat(journal.leftOver()).isEqualTo(2);
  }

  @Test
  void aStopEndsTheWait() {
    Thread waiting = waiting(FOR_EVER);

    stop.raise();

    await().atMost(DEFINITELY_TOO_SLOW).until(() -> !waiting.isAlive());
  }

  private Thread waiting(Duration patience) {
    Thread thread =
        new Thread(
            () -> {
              try {
                new JournalLeftovers(journal, patience, stop).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void append(Journal journal, int answers) throws Exception {
    for (int i = 0; i < answers; i++) {
      journal.append(0, new byte[0]);
    }
  }
}
