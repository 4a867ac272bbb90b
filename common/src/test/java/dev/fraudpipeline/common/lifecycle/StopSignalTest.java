package dev.fraudpipeline.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);

  private final StopSignal stop = new StopSignal();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void awaitEndsWithTheTimeOrWithTheSignal() throws InterruptedException {
    assertThat(stop.await(Duration.ofMillis(1))).isFalse();
    assertThat(stop.await(Duration.ZERO)).isFalse();

    stop.raise();

    assertThat(stop.isRaised()).isTrue();
    assertThat(stop.await(DEFINITELY_TOO_SLOW)).isTrue();
  }

  @Test
  void theSignalCutsAWaitShort() throws Exception {
    // Given
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CountDownLatch waiting = new CountDownLatch(1);
    Future<Boolean> wait =
        executor.submit(
            () -> {
              waiting.countDown();
              return stop.await(Duration.ofHours(1));
            });
    waiting.await();

    // When
    stop.raise();

    // Then
    assertThat(wait.get(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS)).isTrue();
    executor.shutdown();
  }

  @Test
  void aListenerIsCalledOnceHoweverOftenItIsRaised() {
    stop.onRaise(calls::incrementAndGet);
    assertThat(calls).hasValue(0);

    stop.raise();
    stop.raise();

    assertThat(calls).hasValue(1);
  }

  @Test
  void aLateListenerIsCalledAtOnce() {
    stop.raise();

    StopSignal.Subscription subscription = stop.onRaise(calls::incrementAndGet);
    subscription.close();

    assertThat(calls).hasValue(1);
  }

  @Test
  void aClosedSubscriptionIsNotCalled() {
    StopSignal.Subscription subscription = stop.onRaise(calls::incrementAndGet);
    subscription.close();
    subscription.close();

    stop.raise();

    assertThat(calls).hasValue(0);
  }

  @Test
  void closingOneOfTwoSubscriptionsTwiceLeavesTheOther() {
    Runnable listener = calls::incrementAndGet;
    StopSignal.Subscription first = stop.onRaise(listener);
    stop.onRaise(listener);
    first.close();
    first.close();

    stop.raise();

    assertThat(calls).hasValue(1);
  }

  @Test
  void aListenerMayCloseItsOwnSubscription() {
    List<StopSignal.Subscription> own = new ArrayList<>();
    own.add(
        stop.onRaise(
            () -> {
              own.forEach(StopSignal.Subscription::close);
              calls.incrementAndGet();
            }));

    stop.raise();

    assertThat(calls).hasValue(1);
  }

  @Test
  void noListenerIsForgottenOrCalledTwiceWhereThreadsRace() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    for (int round = 0; round < 200; round++) {
      // Given
      StopSignal raced = new StopSignal();
      AtomicInteger called = new AtomicInteger();
      CountDownLatch go = new CountDownLatch(1);
      List<Future<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        tasks.add(
            executor.submit(() -> afterwards(go, () -> raced.onRaise(called::incrementAndGet))));
      }
      tasks.add(executor.submit(() -> afterwards(go, raced::raise)));

      // When
      go.countDown();
      for (Future<?> task : tasks) {
        task.get(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS);
      }

      // Then
      assertThat(called).hasValue(3);
    }
    executor.shutdown();
  }

  private static Void afterwards(CountDownLatch go, Runnable task) throws InterruptedException {
    go.await();
    task.run();
    return null;
  }
}
