package dev.fraudpipeline.producer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecentPaymentsTest {
  /** So few homes in the index that most fingerprints collide. */
  private static final int HOMES = 5;

  @Test
  void itIsAsAQueueOfTheLastOnes() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("RecentPaymentsTest: -Dseed=" + seed);
    Random random = new Random(seed);
    for (int most : List.of(1, 2, 7, 64, 100)) {
      RecentPayments recent = new RecentPayments(most);
      Deque<PaymentFingerprint> expected = new ArrayDeque<>();
      for (int i = 0; i < 2_000; i++) {
        PaymentFingerprint fingerprint =
            new PaymentFingerprint(random.nextInt(HOMES), random.nextInt(most * 2));

        assertThat(recent.contains(fingerprint))
            .as("seed %d", seed)
            .isEqualTo(expected.contains(fingerprint));
        recent.add(fingerprint);

        if (!expected.contains(fingerprint)) {
          expected.addLast(fingerprint);
          if (expected.size() > most) {
            expected.removeFirst();
          }
        }
        assertThat(written(recent)).as("seed %d", seed).containsExactlyElementsOf(expected);
      }
    }
  }

  private static List<PaymentFingerprint> written(RecentPayments recent) {
    ByteBuffer bytes = ByteBuffer.allocate(recent.size() * PaymentFingerprint.BYTES);
    recent.writeTo(bytes);
    List<PaymentFingerprint> fingerprints = new ArrayList<>();
    for (bytes.flip(); bytes.hasRemaining(); ) {
      fingerprints.add(PaymentFingerprint.readFrom(bytes));
    }
    return fingerprints;
  }
}
