package dev.fraudpipeline.predictor.commit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that were read from topic_1 and are not committed yet. It knows how far each partition is
 * finished without a gap, and gives that to a transaction together with the group's generation of
 * that same moment: so that the broker refuses what belongs to an assignment that has ended.
 * Thread-safe.
 */
public final class UncommittedRecords {
  private final long mostRecords;
  private final long mostBytes;
  private final Map<TopicPartition, PartitionAssignment> assignments = new HashMap<>();
  private ConsumerGroupMetadata group;
  private long count;
  private long bytes;

  /**
   * @param mostRecords beyond which {@link #isFull()}
   * @param mostBytes of the heap, roughly, beyond which {@link #isFull()}
   */
  public UncommittedRecords(long mostRecords, long mostBytes) {
    this.mostRecords = mostRecords;
    this.mostBytes = mostBytes;
  }

  /** Begins an assignment of each of these. */
  public synchronized void assigned(
      Collection<TopicPartition> partitions, ConsumerGroupMetadata metadata) {
    group = metadata;
    for (TopicPartition partition : partitions) {
      end(assignments.put(partition, new PartitionAssignment()));
    }
  }

  /** Ends the assignments: what is not in a transaction is forgotten. */
  public synchronized void takenAway(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      end(assignments.remove(partition));
    }
  }

  public synchronized void close() {
    takenAway(List.copyOf(assignments.keySet()));
  }

  private void end(PartitionAssignment assignment) {
    if (assignment != null) {
      assignment.end();
      assignment.uncommitted().forEach(this::forget);
      assignment.uncommitted().clear();
    }
  }

  private void forget(PendingRecord pending) {
    count--;
    bytes -= pending.size();
  }

  /** The group as the consumer's thread knows it now: transactions need its generation. */
  public synchronized void generation(ConsumerGroupMetadata metadata) {
    group = metadata;
  }

  /** The current assignment of a partition; for the consumer's thread, which holds it. */
  public synchronized PartitionAssignment assignment(TopicPartition partition) {
    PartitionAssignment assignment = assignments.get(partition);
    if (assignment == null) {
      throw new IllegalStateException(partition + " is not assigned");
    }
    return assignment;
  }

  /**
   * Takes in what one poll brought of a partition, in order.
   *
   * @param next the poll's own next offset
   */
  public synchronized void add(
      PartitionAssignment assignment, List<PendingRecord> records, OffsetAndMetadata next) {
    if (assignment.isOver()) {
      return;
    }
    assignment.uncommitted().addAll(records);
    assignment.readUpTo(next);
    count += records.size();
    for (PendingRecord pending : records) {
      bytes += pending.size();
    }
  }

  /** Tells whether to stop reading. */
  public synchronized boolean isFull() {
    return count >= mostRecords || bytes >= mostBytes;
  }

  /** Records read and not committed. */
  public synchronized long uncommitted() {
    return count;
  }

  /**
   * The time at which the oldest that is not committed was fetched, since 1970; empty where there
   * is none.
   */
  public synchronized OptionalLong oldest() {
    return assignments.values().stream()
        .map(assignment -> assignment.uncommitted().peekFirst())
        .filter(Objects::nonNull)
        .mapToLong(PendingRecord::since)
        .min();
  }

  /**
   * All that is finished without a gap; empty where there is nothing, or no group to commit for.
   * The caller ends it with {@link #committed} or {@link #aborted}.
   */
  synchronized Optional<Portion> take() {
    // Without a generation the broker would accept the offsets of a member that is none any more.
    if (group == null || group.generationId() < 0) {
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    assignments.forEach(
        (partition, assignment) -> {
          List<PendingRecord> finished = new ArrayList<>();
          Deque<PendingRecord> uncommitted = assignment.uncommitted();
          while (!uncommitted.isEmpty() && uncommitted.peekFirst().isFinished()) {
            finished.add(uncommitted.pollFirst());
          }
          if (!finished.isEmpty()) {
            parts.add(new Part(partition, assignment, finished, offset(assignment, finished)));
          }
        });
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Portion(parts, group));
  }

  private static OffsetAndMetadata offset(
      PartitionAssignment assignment, List<PendingRecord> finished) {
    if (assignment.uncommitted().isEmpty()) {
      return assignment.position();
    }
    return finished.get(finished.size() - 1).next();
  }

  synchronized void committed(Portion portion) {
    for (Part part : portion.parts()) {
      part.records().forEach(this::forget);
    }
  }

  /** Puts it back, except for what was taken away meanwhile. */
  synchronized void aborted(Portion portion) {
    for (Part part : portion.parts()) {
      PartitionAssignment assignment = part.assignment();
      if (assignment.isOver()) {
        part.records().forEach(this::forget);
      } else {
        for (int i = part.records().size() - 1; i >= 0; i--) {
          assignment.uncommitted().addFirst(part.records().get(i));
        }
      }
    }
  }

  /** A partition's part of a transaction. */
  record Part(
      TopicPartition partition,
      PartitionAssignment assignment,
      List<PendingRecord> records,
      OffsetAndMetadata offset) {}

  /** All that goes into one transaction. */
  record Portion(List<Part> parts, ConsumerGroupMetadata group) {
    int size() {
      return parts.stream().mapToInt(part -> part.records().size()).sum();
    }

    Map<TopicPartition, OffsetAndMetadata> offsets() {
      return parts.stream().collect(Collectors.toMap(Part::partition, Part::offset));
    }
  }
}
