package dev.fraudpipeline.predictor.model;

import dev.fraudpipeline.common.payment.Payment;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The places where the model can be asked. Each request goes to the one with the fewest out; one
 * that fails rests, and is asked again with a payment that it is known to accept before it gets
 * others: see {@link #probeUntilHealthy}. Thread-safe.
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
        return new Lease(this, best, alone);
      }
      // Sick ones come back after their rest, without a notice where nobody probes them.
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
    return all.stream()
        .filter(endpoint -> !endpoint.isSick() && !endpoint.reserved)
        .min(
            Comparator.<ModelEndpoint, Boolean>comparing(endpoint -> endpoint == rather)
                .thenComparingInt(endpoint -> endpoint.inFlight))
        .orElse(null);
  }

  private ModelEndpoint sickOne() {
    long now = System.nanoTime();
    return all.stream()
        .filter(endpoint -> endpoint.isSick() && endpoint.inFlight == 0 && endpoint.rest(now) <= 0)
        .findFirst()
        .orElse(null);
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

  /** Each endpoint as it is now. */
  synchronized List<ModelEndpoint.Reading> readings() {
    return all.stream().map(ModelEndpoint::read).toList();
  }

  /** Tells whether any payment was ever accepted, so that there is something to compare with. */
  public synchronized boolean knowsAccepted() {
    return accepted != null;
  }

  /**
   * Tells whether the endpoint accepts the newest payment that it, or else another, accepted
   * before.
   */
  public boolean isWell(ModelEndpoint endpoint) throws InterruptedException {
    return client.objection(endpoint.url(), probe(endpoint)).isEmpty();
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
  public void probeUntilHealthy(ModelEndpoint endpoint) {
    try {
      while (true) {
        awaitProbe(endpoint);
        probed(endpoint, client.ask(endpoint.url(), List.of(probe(endpoint))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitProbe(ModelEndpoint endpoint) throws InterruptedException {
    while (true) {
      long rest = endpoint.rest(System.nanoTime());
      if (!endpoint.isSick() || accepted == null) {
        wait();
      } else if (rest > 0) {
        wait(rest / 1_000_000 + 1);
      } else {
        return;
      }
    }
  }

  private synchronized void probed(ModelEndpoint endpoint, ModelResponse answer) {
    Optional<String> objection = answer.objection();
    if (objection.isEmpty()) {
      endpoint.recovered();
      metrics.isWell();
      notifyAll();
    } else {
      fail(
          endpoint,
          answer instanceof ModelResponse.Scores
              ? "it gives no score for a payment that it once accepted"
              : objection.get());
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
  public record Lease(EndpointPool pool, ModelEndpoint endpoint, boolean alone)
      implements AutoCloseable {
    @Override
    public void close() {
      pool.release(endpoint, alone);
    }
  }
}
