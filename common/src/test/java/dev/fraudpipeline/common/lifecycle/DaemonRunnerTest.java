package dev.fraudpipeline.common.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DaemonRunnerTest {
  private final StopSignal stop = new StopSignal();
  private final DaemonRunner daemon = new DaemonRunner("sink", stop);
  private final List<String> events = new ArrayList<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private PrintStream stderr;

  @BeforeEach
  void captureTheLog() {
    stderr = System.err;
    System.setErr(new PrintStream(log, true, UTF_8));
  }

  @AfterEach
  void releaseTheLog() {
    System.setErr(stderr);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aDaemonThatWasToldToStopEndsWell() {
    // When
    int status = daemon.run(() -> session(stop::raise));

    // Then
    assertThat(status).isZero();
    assertThat(events).containsExactly("run", "close");
    assertThat(logged()).contains("sink stopped");
  }

  @Test
  void whatIsToBeDoneLastIsDoneWhileTheProcessMayNotEndYet() {
    // When
    daemon.run(
        () -> session(stop::raise),
        () -> {
          events.add("last");
          assertThat(logged()).contains("sink stopped");
        });

    // Then
    assertThat(events).containsExactly("run", "close", "last");
  }

  @Test
  void aDaemonThatWasStoppedBeforeItBeganBuildsNothing() {
    stop.raise();

    assertThat(daemon.run(() -> session(() -> {}))).isZero();
    assertThat(events).isEmpty();
  }

  @Test
  void aSessionThatFailsIsClosedAndBuiltAnew() {
    // Given
    Supplier<DaemonRunner.Session> sessions =
        () -> {
          int number = events.size();
          return session(
              () -> {
                if (number == 0) {
                  throw new KafkaException("fenced\nERROR forged");
                }
                stop.raise();
              });
        };

    // When
    int status = daemon.run(sessions);

    // Then
    assertThat(status).isZero();
    assertThat(events).containsExactly("run", "close", "run", "close");
    assertThat(logged())
        .contains("the Kafka clients of sink failed and are built anew in ")
        .contains("KafkaException: fenced\\nERROR forged")
        .doesNotContain("\tat ");
  }

  @Test
  void aSessionThatCannotBeBuiltIsTriedAgain() {
    // Given
    Supplier<DaemonRunner.Session> sessions =
        () -> {
          events.add("build");
          if (events.size() == 1) {
            throw new KafkaException("no resolvable bootstrap urls");
          }
          return session(stop::raise);
        };

    // When
    int status = daemon.run(sessions);

    // Then
    assertThat(status).isZero();
    assertThat(events).containsExactly("build", "build", "run", "close");
  }

  @Test
  void aFaultOfOurOwnShowsItsStack() {
    // Given
    Supplier<DaemonRunner.Session> sessions =
        () ->
            session(
                () -> {
                  if (events.size() == 1) {
                    throw new IllegalStateException("bug");
                  }
                  stop.raise();
                });

    // When
    daemon.run(sessions);

    // Then
    assertThat(events).containsExactly("run", "close", "run", "close");
    assertThat(logged()).contains("that is a fault of sink itself").contains("\tat ");
  }

  @Test
  void aStartThatCannotSucceedEndsWithOneLine() {
    // When
    int status =
        daemon.run(
            () ->
                session(
                    () -> {
                      throw new StartFailedException("Kafka refused the log-in");
                    }));

    // Then
    assertThat(status).isEqualTo(1);
    assertThat(events).containsExactly("run", "close");
    assertThat(logged().lines()).singleElement().asString().endsWith("Kafka refused the log-in");
  }

  @Test
  void aFailureWhileStoppingEndsWithoutAnotherSession() {
    // When
    int status =
        daemon.run(
            () ->
                session(
                    () -> {
                      stop.raise();
                      throw new KafkaException("closed");
                    }));

    // Then
    assertThat(status).isZero();
    assertThat(events).containsExactly("run", "close");
    assertThat(logged()).contains("sink was stopped in the middle: KafkaException: closed");
  }

  @Test
  void anInterruptEndsWithAFailureAndStaysVisible() {
    // When
    int status =
        daemon.run(
            () ->
                session(
                    () -> {
                      throw new InterruptedException();
                    }));

    // Then
    assertThat(status).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(events).containsExactly("run", "close");
  }

  private String logged() {
    return log.toString(UTF_8);
  }

  private DaemonRunner.Session session(Work work) {
    return new DaemonRunner.Session() {
      @Override
      public void run() throws InterruptedException {
        events.add("run");
        work.run();
      }

      @Override
      public void close() {
        events.add("close");
      }
    };
  }

  private interface Work {
    void run() throws InterruptedException;
  }
}
