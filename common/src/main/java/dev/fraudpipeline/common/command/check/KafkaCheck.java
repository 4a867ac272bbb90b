package dev.fraudpipeline.common.command.check;

import dev.fraudpipeline.common.kafka.KafkaClientFailure;
import dev.fraudpipeline.common.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * Asks Kafka whether it lets this user in, and allows what the daemon does. Joins no group, writes
 * no record, and fences nobody.
 */
public final class KafkaCheck implements Check {
  /** Three such waits, one after the other, fit into a check's limit. */
  static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final String METADATA_VERSION = "metadata.version";

  private final KafkaClients kafka;
  private final int partitions;
  private final List<TopicRequirement> topics;
  private final Optional<String> group;
  private final Optional<String> transactionalId;

  /**
   * @param partitions of a topic that is missing and created
   * @param group whose member the daemon is
   * @param transactionalId the daemon's; another with the same prefix is tried in its place
   */
  public KafkaCheck(
      KafkaClients kafka,
      int partitions,
      List<TopicRequirement> topics,
      Optional<String> group,
      Optional<String> transactionalId) {
    this.kafka = kafka;
    this.partitions = partitions;
    this.topics = List.copyOf(topics);
    this.group = group;
    this.transactionalId = transactionalId;
  }

  @Override
  public void look(Consumer<CheckFinding> findings) throws InterruptedException {
    Admin admin = kafka.impatientAdmin(PATIENCE);
    try {
      CheckFinding cluster = cluster(admin);
      findings.accept(cluster);
      if (cluster.verdict() == CheckFinding.Verdict.FAILED) {
        return;
      }
      new TopicCheck(admin, partitions).look(topics, findings);
      if (group.isPresent()) {
        findings.accept(group(admin, group.get()));
      }
    } finally {
      admin.close(Duration.ZERO);
    }
    transactionalId.ifPresent(id -> findings.accept(transactions(id)));
  }

  private CheckFinding cluster(Admin admin) throws InterruptedException {
    String what = "Kafka at " + kafka.config().bootstrapServers();
    DescribeClusterResult cluster = admin.describeCluster();
    try {
      int brokers = cluster.nodes().get().size();
      return CheckFinding.ok(
          what,
          "cluster "
              + cluster.clusterId().get()
              + ", "
              + brokers
              + (brokers == 1 ? " broker" : " brokers")
              + version(admin)
              + (kafka.config().logsIn() ? ", log-in accepted" : ", without a log-in"));
    } catch (ExecutionException e) {
      return CheckFinding.failed(what, KafkaClientFailure.reason(e));
    }
  }

  /** Brokers tell no version of their software, only that of their metadata. */
  private static String version(Admin admin) throws InterruptedException {
    try {
      FinalizedVersionRange version =
          admin
              .describeFeatures()
              .featureMetadata()
              .get()
              .finalizedFeatures()
              .get(METADATA_VERSION);
      return version == null ? "" : ", " + METADATA_VERSION + " " + version.maxVersionLevel();
    } catch (ExecutionException e) {
      // Some managed clusters do not tell; nothing depends on it.
      return "";
    }
  }

  /**
   * Takes a member out that nobody is: for that the broker wants the same right as for joining
   * (READ), also where there is no such group yet, and it changes nothing.
   */
  private static CheckFinding group(Admin admin, String group) throws InterruptedException {
    String what = "group " + group;
    MemberToRemove nobody = new MemberToRemove("nobody-" + UUID.randomUUID());
    try {
      admin
          .removeMembersFromConsumerGroup(
              group, new RemoveMembersFromConsumerGroupOptions(Set.of(nobody)))
          .memberResult(nobody)
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownMemberIdException
          || e.getCause() instanceof GroupIdNotFoundException)) {
        return CheckFinding.failed(what, KafkaClientFailure.reason(e));
      }
    }
    return CheckFinding.ok(what, "may be joined");
  }

  private CheckFinding transactions(String id) {
    // Begins with the daemon's own, so that a right on its prefix covers it and nobody has it.
    String another = id + "-check-only";
    String what = "transactional id " + another;
    Producer<byte[], byte[]> producer =
        kafka.transactionalProducer(
            another,
            Map.of(),
            Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis()));
    try {
      producer.initTransactions();
      return CheckFinding.ok(what, "may be used, as any with this prefix");
    } catch (KafkaException e) {
      return CheckFinding.failed(what, KafkaClientFailure.reason(e));
    } finally {
      producer.close(Duration.ZERO);
    }
  }
}
