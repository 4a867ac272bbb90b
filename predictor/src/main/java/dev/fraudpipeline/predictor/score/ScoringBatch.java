package dev.fraudpipeline.predictor.score;

import dev.fraudpipeline.predictor.commit.PendingRecord;
import dev.fraudpipeline.predictor.model.ModelEndpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Payments that are asked about together. A suspect one failed before, and is not mixed with
 * others.
 *
 * @param failedAt the endpoint where it failed last; null where it did not
 */
record ScoringBatch(List<PendingRecord> entries, boolean suspect, ModelEndpoint failedAt) {

  static ScoringBatch fresh(List<PendingRecord> entries) {
    return new ScoringBatch(entries, false, null);
  }

  static ScoringBatch suspect(List<PendingRecord> entries, ModelEndpoint failedAt) {
    return new ScoringBatch(entries, true, failedAt);
  }

  int size() {
    return entries.size();
  }

  /** Without what nobody waits for any more. */
  ScoringBatch living() {
    if (entries.stream().noneMatch(PendingRecord::isAbandoned)) {
      return this;
    }
    List<PendingRecord> living = new ArrayList<>(entries);
    living.removeIf(PendingRecord::isAbandoned);
    return new ScoringBatch(living, suspect, failedAt);
  }

  /** Both halves, as suspects; itself where it holds one payment. */
  List<ScoringBatch> halves(ModelEndpoint at) {
    int middle = entries.size() / 2;
    return middle == 0
        ? List.of(suspect(entries, at))
        : List.of(
            suspect(entries.subList(0, middle), at),
            suspect(entries.subList(middle, entries.size()), at));
  }
}
