package dev.fraudpipeline.predictor;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * What an administrator sees of the predictors of one group, and does to them. It asks the broker
 * past its proxy, and gets answers while predictors get none; not while the broker is away. Not
 * thread-safe.
 */
final class GroupAdmin implements AutoCloseable {
  private final SandboxKafka kafka;
  private final String group;

  /** Null before it is needed. */
  private Admin admin;

  /** Where {@link #admin} asks: another port after each start of the broker. */
  private String address;

  GroupAdmin(SandboxKafka kafka, String group) {
    this.kafka = kafka;
    this.group = group;
  }

  /** The group at one moment. */
  private Optional<ConsumerGroupDescription> group() {
    try {
      return Optional.of(
          ask(a -> a.describeConsumerGroups(List.of(group)).describedGroups().get(group)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Optional.empty();
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The group's members by id, each with the number of its partitions. */
  Map<String, Integer> members() {
    return group().map(GroupAdmin::shares).orElse(Map.of());
  }

  /** As {@link #members()}, and empty while they come to terms about who has what. */
  Map<String, Integer> settledMembers() {
    return group()
        .filter(description -> description.groupState() == GroupState.STABLE)
        .map(GroupAdmin::shares)
        .orElse(Map.of());
  }

  private static Map<String, Integer> shares(ConsumerGroupDescription description) {
    Map<String, Integer> shares = new HashMap<>();
    description
        .members()
        .forEach(m -> shares.put(m.consumerId(), m.assignment().topicPartitions().size()));
    return shares;
  }

  /**
   * Takes the members out of the group, as if they had not been heard of for too long.
   *
   * @return whether there were any; one that leaves in that moment is as good
   */
  boolean evict() {
    if (members().isEmpty()) {
      return false;
    }
    try {
      ask(
          a ->
              a.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                  .all());
      return true;
    } catch (ExecutionException e) {
      // It takes out those that it finds first: one may leave by itself before, or the last.
      if (e.getCause() instanceof IllegalArgumentException
          || e.getCause().getCause() instanceof UnknownMemberIdException) {
        return false;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Has the broker refuse the producer that now works for this instance. */
  void fence(String instance) {
    askOrFail(a -> a.fenceProducers(List.of(transactionalId(instance))).all());
  }

  /** How the broker sees this instance's newest transaction; empty where it has had none. */
  Optional<TransactionDescription> transaction(String instance) {
    String id = transactionalId(instance);
    try {
      return Optional.of(ask(a -> a.describeTransactions(List.of(id)).description(id)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        return Optional.empty();
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private String transactionalId(String instance) {
    return group + "-" + instance;
  }

  void createTopic(String name, int partitions) {
    askOrFail(a -> a.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
  }

  /** Deletes what is before these offsets, as retention does. */
  void deleteBefore(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, RecordsToDelete> records = new HashMap<>();
    offsets.forEach((p, offset) -> records.put(p, RecordsToDelete.beforeOffset(offset)));
    askOrFail(a -> a.deleteRecords(records).all());
  }

  private <T> void askOrFail(Function<Admin, KafkaFuture<T>> request) {
    try {
      ask(request);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private <T> T ask(Function<Admin, KafkaFuture<T>> request) throws ExecutionException {
    try {
      return request.apply(admin()).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Admin admin() {
    String now = kafka.directBootstrapServers();
    if (!now.equals(address)) {
      close();
      admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, now));
      address = now;
    }
    return admin;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
