package dev.fraudpipeline.predictor.score;

import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.predictor.commit.PendingRecord;
import dev.fraudpipeline.predictor.commit.TransactionCommitter;
import dev.fraudpipeline.predictor.model.EndpointPool;
import dev.fraudpipeline.predictor.model.ModelEndpoint;
import dev.fraudpipeline.predictor.model.ModelResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One worker: has one request out at a time, finishes what is answered, and finds out who is to
 * blame for what is not. MLflow says 400 for anything that goes wrong inside a model, so a status
 * does not tell a sick model from a bad payment: what tells is whether the model still accepts a
 * payment that it accepted before.
 *
 * <ul>
 *   <li>It does not: the endpoint is sick, and the payments go back as they were.
 *   <li>It does: one of the payments is bad. They are halved until single ones are left, and one
 *       that fails twice with the model well after each is rejected: where the answer was not that
 *       request's own, but a time-out or a connection that broke, with no other request out.
 *   <li>It went down over them, as with a payment that crashes the server: they are halved, too,
 *       and the last is asked about with no other request out, so that it takes the blame for
 *       nobody.
 *   <li>Nothing was ever accepted, or too many were rejected in a row: they are put off, the others
 *       go on.
 * </ul>
 */
public final class ScoringWorker implements Runnable {
  /** Failures by itself, with the model well after each, that make a payment a bad one. */
  private static final int SUSPICIONS = 2;

  /** The same where the model had to come back first; the first one had company. */
  private static final int CRASHES = 3;

  /** A server goes on with a prediction that nobody waits for: it is given time. */
  private static final JitteredBackoff SETTLE =
      new JitteredBackoff(Duration.ofMillis(500), Duration.ofSeconds(15));

  private final ScoringQueue queue;
  private final EndpointPool endpoints;
  private final ScoredOutput outputs;
  private final RejectionBudget budget;
  private final TransactionCommitter committer;
  private int late;

  public ScoringWorker(
      ScoringQueue queue,
      EndpointPool endpoints,
      ScoredOutput outputs,
      RejectionBudget budget,
      TransactionCommitter committer) {
    this.queue = queue;
    this.endpoints = endpoints;
    this.outputs = outputs;
    this.budget = budget;
    this.committer = committer;
  }

  /** Works until {@link ScoringQueue} is closed, or the thread is interrupted. */
  @Override
  public void run() {
    try {
      Optional<ScoringBatch> batch = queue.take();
      while (batch.isPresent()) {
        try {
          score(batch.get());
        } finally {
          queue.done();
        }
        batch = queue.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void score(ScoringBatch batch) throws InterruptedException {
    boolean alone = batch.size() == 1 && batch.records().get(0).crashes > 0;
    EndpointPool.Lease lease = endpoints.acquire(batch.failedAt(), alone);
    try {
      ModelEndpoint at = lease.endpoint();
      if (alone && batch.records().get(0).crashes >= CRASHES) {
        // Healthy endpoints only are given to one that must be alone: it came back once more.
        reject(batch, at, "it stops answering");
        return;
      }
      List<Payment> payments = batch.records().stream().map(PendingRecord::payment).toList();
      ModelResponse answer = endpoints.ask(at, payments);
      if (answer instanceof ModelResponse.Scores scores) {
        late = 0;
        accept(batch, at, scores.scores());
      } else if (answer instanceof ModelResponse.Sick sick) {
        endpoints.failed(at, sick.reason());
        queue.putBack(List.of(batch));
      } else {
        investigate(batch, at, (ModelResponse.Failed) answer, alone);
      }
    } finally {
      lease.close();
    }
  }

  private void accept(ScoringBatch batch, ModelEndpoint at, double[] scores)
      throws InterruptedException {
    List<PendingRecord> without = new ArrayList<>();
    Payment newest = null;
    outputs.scored(batch.records(), scores);
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        without.add(batch.records().get(i));
      } else {
        newest = batch.records().get(i).payment();
      }
    }
    committer.wake();
    if (newest != null) {
      endpoints.succeeded(at, newest);
      budget.accepted();
      queue.accepted();
    }
    if (!without.isEmpty()) {
      judgeNamed(
          ScoringBatch.suspect(without, at),
          at,
          "no score, but null or NaN, for " + without.size() + " of " + scores.length + " rows");
    }
  }

  /** The answer itself says which: no need to halve them. */
  private void judgeNamed(ScoringBatch suspects, ModelEndpoint at, String reason)
      throws InterruptedException {
    if (!endpoints.knowsAccepted()) {
      putOff(suspects, at, reason);
    } else if (endpoints.isWell(at)) {
      suspect(suspects, at, reason);
    } else {
      endpoints.failed(at, reason);
      queue.putBack(List.of(suspects));
    }
  }

  private void investigate(
      ScoringBatch batch, ModelEndpoint at, ModelResponse.Failed failure, boolean alone)
      throws InterruptedException {
    if (!endpoints.knowsAccepted()) {
      putOff(batch, at, failure.reason());
      return;
    }
    if (failure.late()) {
      queue.pass(SETTLE.delay(Math.min(late++, 10)));
    } else if (batch.suspect() && batch.size() > 1 && !budget.isExhausted()) {
      // It has just answered, and one of these was known to be bad.
      queue.putBack(batch.halves(at));
      return;
    }
    // Twice for a first suspicion, since once may be luck.
    boolean well = endpoints.isWell(at) && (batch.suspect() || endpoints.isWell(at));
    if (!well) {
      wentDown(batch, at, failure, alone);
    } else if (budget.isExhausted()) {
      queue.putOff(batch.halves(at));
    } else if (batch.size() > 1) {
      queue.putBack(batch.halves(at));
    } else {
      if (failure.late() && !alone) {
        isToBeAlone(batch.records().get(0));
      }
      suspect(batch, at, failure.reason());
    }
  }

  /**
   * The server may have gone down, and come up again, over the company that this one had: from now
   * on it is asked about alone, and only what fails from now on counts.
   */
  private static void isToBeAlone(PendingRecord pending) {
    pending.crashes = Math.max(1, pending.crashes);
    pending.suspicions = 0;
  }

  private void wentDown(
      ScoringBatch batch, ModelEndpoint at, ModelResponse.Failed failure, boolean alone) {
    boolean over = endpoints.failed(at, failure.reason());
    if (!over || !failure.late()) {
      queue.putBack(List.of(batch));
      return;
    }
    if (batch.size() == 1) {
      PendingRecord pending = batch.records().get(0);
      pending.crashes = alone ? pending.crashes + 1 : Math.max(1, pending.crashes);
    }
    queue.putBack(batch.halves(at));
  }

  /** Nothing was ever accepted: there is nothing to compare with. */
  private void putOff(ScoringBatch batch, ModelEndpoint at, String reason) {
    endpoints.failed(at, reason);
    queue.putOff(batch.halves(at));
  }

  private void suspect(ScoringBatch suspects, ModelEndpoint at, String reason) {
    List<PendingRecord> again = new ArrayList<>();
    for (PendingRecord pending : suspects.records()) {
      pending.suspicions++;
      if (pending.suspicions < SUSPICIONS) {
        again.add(pending);
      } else {
        reject(ScoringBatch.suspect(List.of(pending), at), at, reason);
      }
    }
    if (!again.isEmpty()) {
      queue.putBack(List.of(ScoringBatch.suspect(again, at)));
    }
  }

  private void reject(ScoringBatch single, ModelEndpoint at, String reason) {
    PendingRecord pending = single.records().get(0);
    if (pending.isAbandoned()) {
      return;
    }
    if (budget.tryReject()) {
      outputs.unscorable(pending, reason);
      committer.wake();
    } else {
      pending.crashes = 0;
      queue.putOff(single.halves(at));
    }
  }
}
