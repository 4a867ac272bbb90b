package dev.fraudpipeline.predictor.flow;

import dev.fraudpipeline.predictor.model.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Payments that are asked about together. A suspect one failed before, and is not mixed with
 * others.
 *
 * @param failedAt the endpoint where it failed last; null where it did not
 */
record Unit(List<Entry> entries, boolean suspect, Endpoint failedAt) {

  static Unit fresh(List<Entry> entries) {
    return new Unit(entries, false, null);
  }

  static Unit suspect(List<Entry> entries, Endpoint failedAt) {
    return new Unit(entries, true, failedAt);
  }

  int size() {
    return entries.size();
  }

  /** Without what nobody waits for any more. */
  Unit living() {
    if (entries.stream().noneMatch(Entry::isAbandoned)) {
      return this;
    }
    List<Entry> living = new ArrayList<>(entries);
    living.removeIf(Entry::isAbandoned);
    return new Unit(living, suspect, failedAt);
  }

  /** Both halves, as suspects; itself where it holds one payment. */
  List<Unit> halves(Endpoint at) {
    int middle = entries.size() / 2;
    return middle == 0
        ? List.of(suspect(entries, at))
        : List.of(
            suspect(entries.subList(0, middle), at),
            suspect(entries.subList(middle, entries.size()), at));
  }
}
