package dev.fraudpipeline.predictor;

import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.model.Frame;
import dev.fraudpipeline.sandbox.model.ModelServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A model that finds every tenth payment a fraud, and can be told to keep all requests waiting, so
 * that a test knows them to be out. Thread-safe.
 */
final class GatedModel implements AutoCloseable {
  private static final int THREADS = 16;

  private final Object lock = new Object();
  private final List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
  private final ModelServer server;
  private boolean open = true;

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

  /** The payments that it was asked about, again and again for some. */
  List<Integer> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  /** Waits until it was asked about so many, those included that it was asked about again. */
  void awaitAsked(int payments) {
    await().atMost(Stage.DEFINITELY_TOO_SLOW).until(() -> asked().size() >= payments);
  }

  private Object predict(Frame frame) {
    Stage.numbers(frame).forEach(asked::add);
    synchronized (lock) {
      try {
        while (!open) {
          lock.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the server is closing", e);
      }
    }
    return Stage.everyTenthIsFraud(frame);
  }

  @Override
  public void close() {
    server.close();
  }
}
