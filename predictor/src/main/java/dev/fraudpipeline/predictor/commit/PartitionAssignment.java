package dev.fraudpipeline.predictor.commit;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * One assignment of a partition, from when it is given to this instance to when it is taken away:
 * what was read meanwhile and is not committed, in order. The next assignment of the same partition
 * is another one. Guarded by its {@link UncommittedRecords}, except {@link #isOver()}.
 */
public final class PartitionAssignment {
  private final Deque<PendingRecord> uncommitted = new ArrayDeque<>();
  private OffsetAndMetadata position;
  private volatile boolean over;

  boolean isOver() {
    return over;
  }

  public void end() {
    over = true;
  }

  Deque<PendingRecord> uncommitted() {
    return uncommitted;
  }

  /** The poll's own next offset, which steps over what holds no record. */
  OffsetAndMetadata position() {
    return position;
  }

  void readUpTo(OffsetAndMetadata next) {
    position = next;
  }
}
