package dev.fraudpipeline.predictor;

import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.model.TypedFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that finds every tenth payment a fraud, and can be told to keep all requests waiting, so
 * that a test knows them to be out. Thread-safe.
 */
final class GatedModel implements AutoCloseable {
  private static final int THREADS = 16;

  private final Object lock = new Object();
  private final ModelServer server;

  // Guarded by the lock.
  private final List<List<Integer>> requests = new ArrayList<>();
  private boolean open = true;
  private int held;
  private int mostHeld;

  /** So many of those held may go. */
  private int passes;

  GatedModel() {
    server =
        ModelServer.start(
            ModelServer.Options.defaults().withThreads(THREADS).withTimeLimit(Duration.ofHours(1)),
            this::predict);
  }

  ModelServer server() {
    return server;
  }

  String url() {
    return server.address();
  }

  /** Answers nothing until it is opened. */
  void shut() {
    synchronized (lock) {
      open = false;
    }
  }

  /** Answers what has waited, and all to come. */
  void open() {
    synchronized (lock) {
      open = true;
      lock.notifyAll();
    }
  }

  /** Answers one request of those that wait, or the next one. */
  void letOneGo() {
    synchronized (lock) {
      passes++;
      lock.notifyAll();
    }
  }

  /** The payments of each request so far, in the order in which they came. */
  List<List<Integer>> requests() {
    synchronized (lock) {
      return List.copyOf(requests);
    }
  }

  /** The payments that it was asked about, again and again for some. */
  List<Integer> asked() {
    return requests().stream().flatMap(List::stream).toList();
  }

  /** How many requests wait now. */
  int held() {
    synchronized (lock) {
      return held;
    }
  }

  /** How many requests have ever waited at a time. */
  int mostHeld() {
    synchronized (lock) {
      return mostHeld;
    }
  }

  /** Waits until so many requests wait for an answer. */
  void awaitHeld(int count) {
    await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> held() >= count);
  }

  /** Waits until so many requests have come. */
  void awaitRequests(int count) {
    await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> requests().size() >= count);
  }

  private Object predict(TypedFrame frame) {
    synchronized (lock) {
      requests.add(Payments.numbers(frame).boxed().toList());
      held++;
      mostHeld = Math.max(mostHeld, open ? 0 : held);
      try {
        while (!open && passes == 0) {
          lock.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the server is closing", e);
      } finally {
        held--;
      }
      passes -= open ? 0 : 1;
    }
    return Payments.everyTenthIsFraud(frame);
  }

  @Override
  public void close() {
    server.close();
  }
}
