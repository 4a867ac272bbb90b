package dev.fraudpipeline.common.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says that the daemon is to stop, once and for all. Thread-safe. */
public final class StopSignal {
  private final CountDownLatch raised = new CountDownLatch(1);
  private final List<Place> listeners = new ArrayList<>();

  public boolean isRaised() {
    return raised.getCount() == 0;
  }

  /**
   * Waits for the signal: what a daemon does instead of sleeping, so that SIGTERM cuts every wait
   * short.
   *
   * @return whether it is raised; false once the time has passed
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  public boolean await(Duration atMost) throws InterruptedException {
    return raised.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Has something called when the signal is raised, at once where it already is: to wake up a
   * thread that waits elsewhere, such as by {@code KafkaConsumer.wakeup()}. It must be quick,
   * harmless when called for nothing, and must not throw.
   *
   * @return closes the subscription
   */
  public Subscription onRaise(Runnable listener) {
    synchronized (listeners) {
      if (!isRaised()) {
        Place place = new Place(listener);
        listeners.add(place);
        return place;
      }
    }
    listener.run();
    return () -> {};
  }

  /** Raises it; nothing more happens when it is raised again. */
  public void raise() {
    List<Place> toCall;
    synchronized (listeners) {
      raised.countDown();
      toCall = List.copyOf(listeners);
      listeners.clear();
    }
    toCall.forEach(place -> place.listener.run());
  }

  /** A listener's place on the list; closing it twice does nothing more. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** One of possibly several subscriptions of a listener; compared by identity. */
  private final class Place implements Subscription {
    private final Runnable listener;

    Place(Runnable listener) {
      this.listener = listener;
    }

    @Override
    public void close() {
      synchronized (listeners) {
        listeners.remove(this);
      }
    }
  }
}
