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
record ScoringBatch(List<PendingRecord> records, boolean suspect, ModelEndpoint failedAt) {

  static ScoringBatch fresh(List<PendingRecord> records) {
    return new ScoringBatch(records, false, null);
  }

  static ScoringBatch suspect(List<PendingRecord> records, ModelEndpoint failedAt) {
    return new ScoringBatch(records, true, failedAt);
  }

  int size() {
    return records.size();
  }

  /** Without what nobody waits for any more. */
  ScoringBatch living() {
    if (records.stream().noneMatch(PendingRecord::isAbandoned)) {
      return this;
    }
    List<PendingRecord> living = new ArrayList<>(records);
    living.removeIf(PendingRecord::isAbandoned);
    return new ScoringBatch(living, suspect, failedAt);
  }

  /** Both halves, as suspects; itself where it holds one payment. */
  List<ScoringBatch> halves(ModelEndpoint at) {
    int middle = records.size() / 2;
    return middle == 0
        ? List.of(suspect(records, at))
        : List.of(
            suspect(records.subList(0, middle), at),
            suspect(records.subList(middle, records.size()), at));
  }
}
