package dev.fraudpipeline.predictor.model;

import dev.fraudpipeline.common.payment.Payment;
import java.net.URI;
import java.util.List;

/**
 * The places where the model can be asked. Each request goes to the one with the fewest out; one
 * that fails rests, and is asked again with a payment that it is known to accept before it gets
 * others: see {@link #nurse}. Thread-safe.
 */
public final class EndpointPool {
  private final ModelClient client;
  private final ModelMetrics metrics;
  private final List<ModelEndpoint> all;
  private Payment accepted;
  private boolean closed;

  public EndpointPool(List<URI> urls, ModelClient client, ModelMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
    this.all = urls.stream().map(ModelEndpoint::new).toList();
  }

  public List<ModelEndpoint> all() {
    return all;
  }

  /**
   * A place to ask at; waits until there is one. Where no payment was ever accepted, one that is
   * sick may be asked as well, one request at a time.
   *
   * @param rather another than this one; null where it does not matter
   * @param alone whether no other request may be out there, and it must be healthy
   * @throws InterruptedException where the thread is interrupted meanwhile, or this is closed
   */
  public synchronized Lease acquire(ModelEndpoint rather, boolean alone)
      throws InterruptedException {
    while (!closed) {
      ModelEndpoint best = best(rather);
      if (best != null && alone) {
        awaitSolitude(best);
        if (best.isSick()) {
          best.reserved = false;
          notifyAll();
          best = null;
        }
      }
      if (best == null && accepted == null && !alone) {
        best = sickOne();
      }
      if (best != null) {
        best.inFlight++;
        return new Lease(best, alone);
      }
      // Sick ones come back after their rest, without a notice where nobody nurses them.
      wait(100);
    }
    throw new InterruptedException("nothing more is asked");
  }

  /** Nobody gets a place any more. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private ModelEndpoint best(ModelEndpoint rather) {
    ModelEndpoint best = null;
    for (ModelEndpoint endpoint : all) {
      if (!endpoint.isSick()
          && !endpoint.reserved
          && (best == null || isBetter(endpoint, best, rather))) {
        best = endpoint;
      }
    }
    return best;
  }

  private static boolean isBetter(ModelEndpoint one, ModelEndpoint other, ModelEndpoint rather) {
    if (one == rather || other == rather) {
      return other == rather;
    }
    return one.inFlight < other.inFlight;
  }

  private ModelEndpoint sickOne() {
    long now = System.nanoTime();
    for (ModelEndpoint endpoint : all) {
      if (endpoint.isSick() && endpoint.inFlight == 0 && endpoint.rest(now) <= 0) {
        return endpoint;
      }
    }
    return null;
  }

  private void awaitSolitude(ModelEndpoint endpoint) throws InterruptedException {
    endpoint.reserved = true;
    try {
      while (endpoint.inFlight > 0 && !endpoint.isSick()) {
        wait();
      }
    } catch (InterruptedException e) {
      endpoint.reserved = false;
      throw e;
    }
  }

  /** Asks for the scores of these payments: one attempt. */
  public ModelResponse ask(ModelEndpoint endpoint, List<Payment> payments)
      throws InterruptedException {
    long began = System.nanoTime();
    ModelResponse answer = client.ask(endpoint.url(), payments);
    metrics.asked(endpoint.url(), payments.size(), answer, System.nanoTime() - began);
    return answer;
  }

  /** How each endpoint is now. */
  synchronized List<EndpointState> states() {
    long now = System.nanoTime();
    return all.stream().map(endpoint -> endpoint.state(now)).toList();
  }

  /** Whether any payment was ever accepted, so that there is something to compare with. */
  public synchronized boolean knowsAccepted() {
    return accepted != null;
  }

  /** Whether the endpoint accepts the newest payment that it, or else another, accepted before. */
  public boolean isWell(ModelEndpoint endpoint) throws InterruptedException {
    ModelResponse answer = client.ask(endpoint.url(), List.of(probe(endpoint)));
    return answer instanceof ModelResponse.Scores scores && !Double.isNaN(scores.scores()[0]);
  }

  private synchronized Payment probe(ModelEndpoint endpoint) {
    return endpoint.accepted() == null ? accepted : endpoint.accepted();
  }

  /**
   * It accepted a payment that it had not seen.
   *
   * @param payment the newest
   */
  public synchronized void succeeded(ModelEndpoint endpoint, Payment payment) {
    boolean came = endpoint.isSick() || accepted == null;
    accepted = payment;
    endpoint.succeeded(payment);
    metrics.isWell();
    if (came) {
      notifyAll();
    }
  }

  /**
   * It is sick, and is left alone for a while.
   *
   * @return whether it was well until now
   */
  public synchronized boolean failed(ModelEndpoint endpoint, String reason) {
    boolean wasWell = !endpoint.isSick();
    fail(endpoint, accepted == null ? reason + "; it has never accepted a payment yet" : reason);
    notifyAll();
    return wasWell;
  }

  private void fail(ModelEndpoint endpoint, String reason) {
    endpoint.failed(reason);
    if (all.stream().allMatch(ModelEndpoint::isSick)) {
      metrics.isSick(reason);
    }
  }

  /** Asks a sick endpoint after its rest, for ever, until it is well; ends when interrupted. */
  public void nurse(ModelEndpoint endpoint) {
    try {
      while (true) {
        awaitTreatment(endpoint);
        ModelResponse answer = client.ask(endpoint.url(), List.of(probe(endpoint)));
        treated(endpoint, answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitTreatment(ModelEndpoint endpoint) throws InterruptedException {
    while (true) {
      long rest = endpoint.isSick() && accepted != null ? endpoint.rest(System.nanoTime()) : -1;
      if (!endpoint.isSick() || accepted == null) {
        wait();
      } else if (rest > 0) {
        wait(rest / 1_000_000 + 1);
      } else {
        return;
      }
    }
  }

  private synchronized void treated(ModelEndpoint endpoint, ModelResponse answer) {
    if (answer instanceof ModelResponse.Scores scores && !Double.isNaN(scores.scores()[0])) {
      endpoint.recovered();
      metrics.isWell();
      notifyAll();
    } else if (answer instanceof ModelResponse.Sick sick) {
      fail(endpoint, sick.reason());
    } else if (answer instanceof ModelResponse.Failed failed) {
      fail(endpoint, failed.reason());
    } else {
      fail(endpoint, "it gives no score for a payment that it once accepted");
    }
  }

  private synchronized void release(ModelEndpoint endpoint, boolean alone) {
    endpoint.inFlight--;
    if (alone) {
      endpoint.reserved = false;
    }
    notifyAll();
  }

  /** The right to have one request out at an endpoint. */
  public final class Lease implements AutoCloseable {
    private final ModelEndpoint endpoint;
    private final boolean alone;

    private Lease(ModelEndpoint endpoint, boolean alone) {
      this.endpoint = endpoint;
      this.alone = alone;
    }

    public ModelEndpoint endpoint() {
      return endpoint;
    }

    @Override
    public void close() {
      release(endpoint, alone);
    }
  }
}
