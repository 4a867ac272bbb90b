package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.monitoring.LivenessProbe;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks Kafka whether the leader of each partition of a topic is there; and, where a group reads it,
 * how much the group has not committed. It has a client of its own, so that neither the answer nor
 * the wait for it has anything to do with those that work.
 */
public final class TopicReachability implements LivenessProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final KafkaClients kafka;
  private final String topic;
  private final Optional<String> group;
  private volatile Map<TopicPartition, Long> uncommitted = Map.of();

  /** Null before the first question, and once closed. Guarded by this. */
  private Admin admin;

  private boolean closed;

  /**
   * @param group that reads the topic, where there is one
   */
  public TopicReachability(KafkaClients kafka, String topic, Optional<String> group) {
    this.kafka = kafka;
    this.topic = topic;
    this.group = group;
  }

  /** Asks once, by a client that is closed again: whether each partition's leader answers. */
  public static boolean answers(KafkaClients kafka, String topic) throws InterruptedException {
    try (TopicReachability asked = new TopicReachability(kafka, topic, Optional.empty())) {
      return asked.missing().isEmpty();
    }
  }

  @Override
  public Optional<String> missing() throws InterruptedException {
    try {
      Optional<Admin> client = admin();
      if (client.isPresent()) {
        ask(client.get());
      }
      return Optional.empty();
    } catch (ExecutionException | KafkaException e) {
      return Optional.of(
          "Kafka at "
              + kafka.config().bootstrapServers()
              + ": "
              + (KafkaClientFailure.unwrapped(e) instanceof UnknownTopicOrPartitionException
                  ? "there is no topic " + topic + ", or it is hidden from this user"
                  : KafkaClientFailure.reason(e)));
    }
  }

  private synchronized Optional<Admin> admin() {
    if (admin == null && !closed) {
      admin = kafka.impatientAdmin(PATIENCE);
    }
    return Optional.ofNullable(admin);
  }

  private void ask(Admin client) throws ExecutionException, InterruptedException {
    TopicDescription description =
        client.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    Collection<TopicPartition> partitions =
        description.partitions().stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    Map<TopicPartition, Long> ends = offsets(client, partitions, OffsetSpec.latest());
    if (group.isPresent()) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          new HashMap<>(
              client.listConsumerGroupOffsets(group.get()).partitionsToOffsetAndMetadata().get());
      committed.values().removeIf(Objects::isNull);
      // Where nothing is committed the group begins at the beginning.
      Map<TopicPartition, Long> beginnings =
          committed.keySet().containsAll(partitions)
              ? Map.of()
              : offsets(client, partitions, OffsetSpec.earliest());
      Map<TopicPartition, Long> left = new HashMap<>();
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata at = committed.get(partition);
        long from = at == null ? beginnings.get(partition) : at.offset();
        left.put(partition, Math.max(0, ends.get(partition) - from));
      }
      uncommitted = Map.copyOf(left);
    }
  }

  /** As readers of committed records see them. */
  static Map<TopicPartition, Long> offsets(
      Admin client, Collection<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> question =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
    Map<TopicPartition, ListOffsetsResultInfo> answer =
        client
            .listOffsets(question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get();
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /**
   * Number of offsets of these partitions that the group had not committed when Kafka last
   * answered; empty where that is not known of all of them.
   */
  public OptionalLong uncommitted(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> known = uncommitted;
    return !known.isEmpty() && known.keySet().containsAll(partitions)
        ? OptionalLong.of(partitions.stream().mapToLong(known::get).sum())
        : OptionalLong.empty();
  }

  @Override
  public void close() {
    Admin last;
    synchronized (this) {
      closed = true;
      last = admin;
      admin = null;
    }
    if (last != null) {
      last.close(Duration.ZERO);
    }
  }
}
