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
 *   <li>Nothing was ever accepted, or too many were blamed in a row: they are put off, the others
 *       go on.
 * </ul>
 */
public final class ScoringWorker implements Runnable {
  /** Failures by itself, with the model well after each, that make a payment a bad one. */
  private static final int STRIKES = 2;

  /** The same where the model had to come back first; the first one had company. */
  private static final int CRASHES = 3;

  /** A server goes on with a prediction that nobody waits for: it is given time. */
  private static final JitteredBackoff SETTLE =
      new JitteredBackoff(Duration.ofMillis(500), Duration.ofSeconds(15));

  private final ScoringQueue waiting;
  private final EndpointPool endpoints;
  private final ScoredOutput outputs;
  private final RejectionBudget blames;
  private final TransactionCommitter committer;
  private int late;

  public ScoringWorker(
      ScoringQueue waiting,
      EndpointPool endpoints,
      ScoredOutput outputs,
      RejectionBudget blames,
      TransactionCommitter committer) {
    this.waiting = waiting;
    this.endpoints = endpoints;
    this.outputs = outputs;
    this.blames = blames;
    this.committer = committer;
  }

  /** Works until {@link ScoringQueue} is closed, or the thread is interrupted. */
  @Override
  public void run() {
    try {
      Optional<ScoringBatch> unit = waiting.take();
      while (unit.isPresent()) {
        try {
          score(unit.get());
        } finally {
          waiting.done();
        }
        unit = waiting.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void score(ScoringBatch unit) throws InterruptedException {
    boolean alone = unit.size() == 1 && unit.entries().get(0).crashes > 0;
    EndpointPool.Lease lease = endpoints.acquire(unit.failedAt(), alone);
    try {
      ModelEndpoint at = lease.endpoint();
      if (alone && unit.entries().get(0).crashes >= CRASHES) {
        // Healthy endpoints only are given to one that must be alone: it came back once more.
        blame(unit, at, "it stops answering");
        return;
      }
      List<Payment> payments = unit.entries().stream().map(PendingRecord::payment).toList();
      ModelResponse answer = endpoints.ask(at, payments);
      if (answer instanceof ModelResponse.Scores scores) {
        late = 0;
        accept(unit, at, scores.scores());
      } else if (answer instanceof ModelResponse.Sick sick) {
        endpoints.failed(at, sick.reason());
        waiting.putBack(List.of(unit));
      } else {
        investigate(unit, at, (ModelResponse.Failed) answer, alone);
      }
    } finally {
      lease.close();
    }
  }

  private void accept(ScoringBatch unit, ModelEndpoint at, double[] scores)
      throws InterruptedException {
    List<PendingRecord> without = new ArrayList<>();
    Payment newest = null;
    outputs.scored(unit.entries(), scores);
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        without.add(unit.entries().get(i));
      } else {
        newest = unit.entries().get(i).payment();
      }
    }
    committer.wake();
    if (newest != null) {
      endpoints.succeeded(at, newest);
      blames.accepted();
      waiting.accepted();
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
      strike(suspects, at, reason);
    } else {
      endpoints.failed(at, reason);
      waiting.putBack(List.of(suspects));
    }
  }

  private void investigate(
      ScoringBatch unit, ModelEndpoint at, ModelResponse.Failed failure, boolean alone)
      throws InterruptedException {
    if (!endpoints.knowsAccepted()) {
      putOff(unit, at, failure.reason());
      return;
    }
    if (failure.late()) {
      waiting.pass(SETTLE.delay(Math.min(late++, 10)));
    } else if (unit.suspect() && unit.size() > 1 && !blames.isExhausted()) {
      // It has just answered, and one of these was known to be bad.
      waiting.putBack(unit.halves(at));
      return;
    }
    // Twice for a first suspicion, since once may be luck.
    boolean well = endpoints.isWell(at) && (unit.suspect() || endpoints.isWell(at));
    if (!well) {
      wentDown(unit, at, failure, alone);
    } else if (blames.isExhausted()) {
      waiting.putOff(unit.halves(at));
    } else if (unit.size() > 1) {
      waiting.putBack(unit.halves(at));
    } else {
      if (failure.late() && !alone) {
        isToBeAlone(unit.entries().get(0));
      }
      strike(unit, at, failure.reason());
    }
  }

  /**
   * The server may have gone down, and come up again, over the company that this one had: from now
   * on it is asked about alone, and only what fails from now on counts.
   */
  private static void isToBeAlone(PendingRecord entry) {
    entry.crashes = Math.max(1, entry.crashes);
    entry.strikes = 0;
  }

  private void wentDown(
      ScoringBatch unit, ModelEndpoint at, ModelResponse.Failed failure, boolean alone) {
    boolean over = endpoints.failed(at, failure.reason());
    if (!over || !failure.late()) {
      waiting.putBack(List.of(unit));
      return;
    }
    if (unit.size() == 1) {
      PendingRecord entry = unit.entries().get(0);
      entry.crashes = alone ? entry.crashes + 1 : Math.max(1, entry.crashes);
    }
    waiting.putBack(unit.halves(at));
  }

  /** Nothing was ever accepted: there is nothing to compare with. */
  private void putOff(ScoringBatch unit, ModelEndpoint at, String reason) {
    endpoints.failed(at, reason);
    waiting.putOff(unit.halves(at));
  }

  private void strike(ScoringBatch suspects, ModelEndpoint at, String reason) {
    List<PendingRecord> again = new ArrayList<>();
    for (PendingRecord entry : suspects.entries()) {
      entry.strikes++;
      if (entry.strikes < STRIKES) {
        again.add(entry);
      } else {
        blame(ScoringBatch.suspect(List.of(entry), at), at, reason);
      }
    }
    if (!again.isEmpty()) {
      waiting.putBack(List.of(ScoringBatch.suspect(again, at)));
    }
  }

  private void blame(ScoringBatch single, ModelEndpoint at, String reason) {
    PendingRecord entry = single.entries().get(0);
    if (entry.isAbandoned()) {
      return;
    }
    if (blames.blame()) {
      outputs.unscorable(entry, reason);
      committer.wake();
    } else {
      entry.crashes = 0;
      waiting.putOff(single.halves(at));
    }
  }
}
