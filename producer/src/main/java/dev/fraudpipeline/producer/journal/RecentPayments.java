package dev.fraudpipeline.producer.journal;

import java.nio.ByteBuffer;

/**
 * The payments that Kafka has, the last so and so many of them: a ring, oldest first, and an index
 * of it by open addressing. A set of objects would need four times the memory, and its order of
 * insertion would keep the collector busy. Thread-safe.
 */
final class RecentPayments {
  private static final int NONE = -1;

  private final long[] high;
  private final long[] low;

  /** Places in the ring, each one more, so that 0 is none; where two collide, the next free one. */
  private final int[] index;

  private int size;

  /** The place in the ring for the next one: once it is full, the oldest's. */
  private int next;

  RecentPayments(int most) {
    high = new long[most];
    low = new long[most];
    // At most half full, and a power of two.
    index = new int[Integer.highestOneBit(most) * 4];
  }

  /** Adds one; one that is there stays where it is. */
  synchronized void add(PaymentFingerprint fingerprint) {
    if (find(fingerprint.high(), fingerprint.low()) != NONE) {
      return;
    }
    if (size == high.length) {
      remove(find(high[next], low[next]));
    } else {
      size++;
    }
    high[next] = fingerprint.high();
    low[next] = fingerprint.low();
    int at = home(fingerprint.high());
    while (index[at] != 0) {
      at = after(at);
    }
    index[at] = next + 1;
    next = (next + 1) % high.length;
  }

  synchronized boolean contains(PaymentFingerprint fingerprint) {
    return find(fingerprint.high(), fingerprint.low()) != NONE;
  }

  synchronized int size() {
    return size;
  }

  /** Writes all of them, the oldest first. */
  synchronized void writeTo(ByteBuffer target) {
    int oldest = size < high.length ? 0 : next;
    for (int i = 0; i < size; i++) {
      int at = (oldest + i) % high.length;
      target.putLong(high[at]).putLong(low[at]);
    }
  }

  private int find(long soughtHigh, long soughtLow) {
    for (int at = home(soughtHigh); index[at] != 0; at = after(at)) {
      int place = index[at] - 1;
      if (high[place] == soughtHigh && low[place] == soughtLow) {
        return at;
      }
    }
    return NONE;
  }

  /** Takes an entry out of the index, and moves up those that had to step aside for it. */
  private void remove(int entry) {
    int hole = entry;
    index[hole] = 0;
    for (int at = after(hole); index[at] != 0; at = after(at)) {
      int home = home(high[index[at] - 1]);
      if (distance(home, at) >= distance(hole, at)) {
        index[hole] = index[at];
        index[at] = 0;
        hole = at;
      }
    }
  }

  /** Half of a fingerprint is as good as any hash of it. */
  private int home(long half) {
    return (int) half & (index.length - 1);
  }

  private int after(int at) {
    return (at + 1) & (index.length - 1);
  }

  private int distance(int from, int to) {
    return (to - from) & (index.length - 1);
  }
}
