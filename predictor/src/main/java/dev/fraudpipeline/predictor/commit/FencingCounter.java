package dev.fraudpipeline.predictor.commit;

import dev.fraudpipeline.common.lifecycle.StartFailedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Counts how often another predictor with the same transactional id, or the same name in the group
 * where the client properties give one, has fenced this one. Once is a restart that overlapped;
 * three times within a minute are two predictors that fight for ever. Not thread-safe.
 */
public final class FencingCounter {
  private static final int TOO_MANY = 3;
  private static final long WITHIN = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private final Deque<Long> times = new ArrayDeque<>();

  public FencingCounter() {
    this(System::nanoTime);
  }

  FencingCounter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Tells whether the brokers have let another one take our place. To a commit that comes when the
   * other one has just had the transaction aborted, they say that there is nothing to commit.
   */
  public static boolean isFencing(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    || cause instanceof InvalidTxnStateException
                    || cause instanceof FencedInstanceIdException);
  }

  /**
   * Fenced once more.
   *
   * @param instance this predictor's
   * @throws StartFailedException where that is too often
   */
  public void fenced(String instance) {
    long now = nanoTime.getAsLong();
    times.addLast(now);
    while (now - times.getFirst() > WITHIN) {
      times.removeFirst();
    }
    if (times.size() >= TOO_MANY) {
      throw new StartFailedException(
          "fenced "
              + TOO_MANY
              + " times within a minute: another predictor runs with INSTANCE_ID "
              + instance
              + ", or with the same group.instance.id in its client.properties; give each its own");
    }
  }
}
