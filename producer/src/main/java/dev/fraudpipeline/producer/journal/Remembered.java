package dev.fraudpipeline.producer.journal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The payments that Kafka has, the last so and so many of them. Thread-safe. */
final class Remembered {
  private final int most;
  private final Set<Fingerprint> fingerprints = new LinkedHashSet<>();

  Remembered(int most) {
    this.most = most;
  }

  synchronized void add(Fingerprint fingerprint) {
    // One that comes again is young again.
    fingerprints.remove(fingerprint);
    fingerprints.add(fingerprint);
    if (fingerprints.size() > most) {
      Iterator<Fingerprint> oldest = fingerprints.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized boolean contains(Fingerprint fingerprint) {
    return fingerprints.contains(fingerprint);
  }

  /** A copy, the oldest first. */
  synchronized List<Fingerprint> snapshot() {
    return new ArrayList<>(fingerprints);
  }
}
