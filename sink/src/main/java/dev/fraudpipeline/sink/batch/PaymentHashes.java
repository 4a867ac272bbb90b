package dev.fraudpipeline.sink.batch;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import java.util.Arrays;

/**
 * The payments that a batch holds, as hashes of their identities: enough to know for sure that two
 * batches have none in common. Not thread-safe.
 */
final class PaymentHashes {
  /** FNV-1a's. */
  private static final long OFFSET = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;

  /** Open addressing, at most half full; 0 is an empty place. */
  private final long[] places;

  private final int mask;

  /**
   * @param most how many will be added, at most
   */
  PaymentHashes(int most) {
    places = new long[Integer.highestOneBit(Math.max(1, most)) << 2];
    mask = places.length - 1;
  }

  void clear() {
    Arrays.fill(places, 0);
  }

  void add(Payment payment) {
    long hash = hash(OFFSET, payment, Column.TRANS_NUM);
    hash = hash(hash, payment, Column.UNIX_TIME);
    hash ^= hash >>> 32;
    int at = place(hash == 0 ? 1 : hash);
    places[at] = hash == 0 ? 1 : hash;
  }

  private static long hash(long seed, Payment payment, Column column) {
    // A value has one spelling only, whatever the document's was.
    byte[] json = payment.json();
    long hash = seed;
    int to = payment.to(column);
    for (int i = payment.from(column); i < to; i++) {
      hash = (hash ^ json[i]) * PRIME;
    }
    return hash;
  }

  /** The place where the hash is, or would be. */
  private int place(long hash) {
    int at = (int) hash & mask;
    while (places[at] != 0 && places[at] != hash) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** False only where there is surely no payment that both hold. */
  boolean sharesAnyWith(PaymentHashes other) {
    for (long hash : places) {
      if (hash != 0 && other.places[other.place(hash)] == hash) {
        return true;
      }
    }
    return false;
  }
}
