package dev.fraudpipeline.common.command.check;

import dev.fraudpipeline.common.kafka.KafkaClientFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the broker whether topics are there, and what this user is allowed to do with them. */
final class TopicCheck {
  /** Kafka's own default: what fits there fits here. */
  private static final long USUAL_MESSAGE_BYTES = 1_048_588;

  /** Outages last nights. */
  private static final Duration SHORT_RETENTION = Duration.ofDays(1);

  private final Admin admin;
  private final int partitions;

  /**
   * @param partitions of a topic that is missing and created
   */
  TopicCheck(Admin admin, int partitions) {
    this.admin = admin;
    this.partitions = partitions;
  }

  /** Looks at all of them at a time, and tells in their order. */
  void look(List<TopicRequirement> needs, Consumer<CheckFinding> findings)
      throws InterruptedException {
    List<String> names = needs.stream().map(TopicRequirement::topic).toList();
    Map<String, KafkaFuture<TopicDescription>> descriptions =
        admin
            .describeTopics(
                TopicCollection.ofTopicNames(names),
                new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    Map<ConfigResource, KafkaFuture<Config>> configs =
        admin.describeConfigs(names.stream().map(TopicCheck::resource).toList()).values();
    for (TopicRequirement need : needs) {
      findings.accept(
          finding(need, descriptions.get(need.topic()), configs.get(resource(need.topic()))));
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private CheckFinding finding(
      TopicRequirement need, KafkaFuture<TopicDescription> asked, KafkaFuture<Config> askedConfig)
      throws InterruptedException {
    String what = "topic " + need.topic();
    TopicDescription description;
    try {
      description = asked.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TopicAuthorizationException) {
        return missing(what, need);
      }
      return CheckFinding.failed(what, KafkaClientFailure.reason(e));
    }
    String facts =
        counted(description.partitions().size(), "partition")
            + ", replication "
            + description.partitions().get(0).replicas().size();
    Set<AclOperation> lacking = lacking(need.rights(), description);
    if (!lacking.isEmpty()) {
      return CheckFinding.failed(
          what,
          facts
              + "; this user lacks the right to "
              + text(lacking)
              + ": grant "
              + text(lacking)
              + " on it");
    }
    if (description.partitions().stream().anyMatch(p -> p.leader() == null)) {
      return CheckFinding.failed(
          what, facts + "; a partition has no leader: look after the brokers");
    }
    return configured(what, facts, need, askedConfig);
  }

  /** Asks whether it could be created, without doing it. */
  private CheckFinding missing(String what, TopicRequirement need) throws InterruptedException {
    NewTopic topic = new NewTopic(need.topic(), Optional.of(partitions), Optional.empty());
    try {
      admin.createTopics(List.of(topic), new CreateTopicsOptions().validateOnly(true)).all().get();
      return CheckFinding.ok(
          what, "not there yet: the daemon creates it, with " + counted(partitions, "partition"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return CheckFinding.failed(
            what, "hidden from this user: grant " + text(need.rights()) + " on it");
      }
      if (e.getCause() instanceof TopicAuthorizationException) {
        return CheckFinding.failed(
            what,
            "missing, or hidden from this user, who may not create it either: create it"
                + (need.forEver() ? " with retention.ms=-1" : "")
                + ", and grant "
                + text(need.rights())
                + " on it");
      }
      return CheckFinding.failed(
          what, "missing, and cannot be created: " + KafkaClientFailure.reason(e));
    }
  }

  /** Brokers that say nothing of rights, be it null, leave that to the daemon's first attempt. */
  static Set<AclOperation> lacking(Set<AclOperation> rights, TopicDescription description) {
    Set<AclOperation> lacking = new TreeSet<>();
    if (description.authorizedOperations() != null) {
      lacking.addAll(rights);
      lacking.removeAll(description.authorizedOperations());
    }
    return lacking;
  }

  private static CheckFinding configured(
      String what, String facts, TopicRequirement need, KafkaFuture<Config> asked)
      throws InterruptedException {
    Config config;
    try {
      config = asked.get();
    } catch (ExecutionException e) {
      return CheckFinding.ok(what, facts + "; retention is not shown to this user");
    }
    long retention = number(config, TopicConfig.RETENTION_MS_CONFIG).orElse(-1L);
    long messageBytes = number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG).orElse(0L);
    String known =
        facts + ", keeps records " + kept(retention) + ", at most " + messageBytes + " bytes each";
    List<String> remarks = new ArrayList<>();
    if (text(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact")) {
      return CheckFinding.failed(
          what,
          known
              + "; cleanup.policy has compact, which deletes all but a card's last payment: set it"
              + " to delete");
    }
    if (need.forEver() && retention >= 0) {
      remarks.add("what is rejected should be kept: set retention.ms=-1");
    }
    if (!need.forEver() && retention >= 0 && retention < SHORT_RETENTION.toMillis()) {
      remarks.add("an outage that lasts longer loses payments: raise retention.ms");
    }
    if (messageBytes < USUAL_MESSAGE_BYTES) {
      remarks.add("max.message.bytes is below Kafka's default: large answers are cut");
    }
    return remarks.isEmpty()
        ? CheckFinding.ok(what, known)
        : CheckFinding.note(what, known + "; " + String.join("; ", remarks));
  }

  private static String kept(long retentionMillis) {
    if (retentionMillis < 0) {
      return "for ever";
    }
    Duration retention = Duration.ofMillis(retentionMillis);
    return "for "
        + (retention.toHours() < 72
            ? counted((int) retention.toHours(), "hour")
            : counted((int) retention.toDays(), "day"));
  }

  private static String text(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  private static Optional<Long> number(Config config, String name) {
    String text = text(config, name);
    return text.matches("-?\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  /** As a sentence names them. */
  static String text(Set<AclOperation> rights) {
    return rights.stream().map(AclOperation::name).sorted().collect(Collectors.joining(" and "));
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
