package dev.fraudpipeline.common.check;

import dev.fraudpipeline.common.kafka.ClientFailure;
import dev.fraudpipeline.common.kafka.ClientProperties;
import dev.fraudpipeline.common.rejected.RejectedRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.Errors;

/**
 * Whether this user may put back what a daemon rejected. The daemon works without that, and another
 * user may do it: so what is missing is a note. Writes nothing, and disturbs no replay that runs.
 */
public final class ReplayProbe implements Probe {
  /**
   * Longer than any broker lets a transaction last: it looks at the rights first, and then
   * declines. So the question does not end a replay that has the same id.
   */
  private static final int TOO_LONG_MS = Integer.MAX_VALUE;

  private final ClientProperties kafka;
  private final String topic;
  private final String transactionalId;

  /**
   * @param topic where rejected records go back to
   * @param transactionalId of the daemon's replays
   */
  public ReplayProbe(ClientProperties kafka, String topic, String transactionalId) {
    this.kafka = kafka;
    this.topic = topic;
    this.transactionalId = transactionalId;
  }

  @Override
  public void look(Consumer<Finding> findings) throws InterruptedException {
    String rejected = RejectedRecords.topicFor(topic);
    Admin admin = ImpatientClients.admin(kafka);
    try {
      admin.describeCluster().clusterId().get();
      Map<String, KafkaFuture<TopicDescription>> topics =
          admin
              .describeTopics(
                  TopicCollection.ofTopicNames(List.of(rejected, topic)),
                  new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .topicNameValues();
      findings.accept(
          finding(
              rejected,
              topics.get(rejected),
              Set.of(AclOperation.READ, AclOperation.WRITE),
              "may be read, and marked"));
      findings.accept(
          finding(topic, topics.get(topic), Set.of(AclOperation.WRITE), "may be written"));
    } catch (ExecutionException e) {
      findings.accept(Finding.note("rights", "not known: " + ClientFailure.reason(e)));
      return;
    } finally {
      admin.close(Duration.ZERO);
    }
    findings.accept(transactions());
  }

  private static Finding finding(
      String name, KafkaFuture<TopicDescription> asked, Set<AclOperation> rights, String may)
      throws InterruptedException {
    String what = "topic " + name;
    try {
      Set<AclOperation> lacking = TopicProbe.lacking(rights, asked.get());
      return lacking.isEmpty()
          ? Finding.ok(what, may)
          : Finding.note(
              what, "this user may not replay: grant " + TopicProbe.text(lacking) + " on it");
    } catch (ExecutionException e) {
      return e.getCause() instanceof UnknownTopicOrPartitionException
          ? Finding.ok(what, "not there yet")
          : Finding.note(what, ClientFailure.reason(e));
    }
  }

  private Finding transactions() {
    String what = "transactional id " + transactionalId;
    Producer<byte[], byte[]> producer =
        ImpatientClients.transactional(
            kafka, transactionalId, Map.of(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TOO_LONG_MS));
    try {
      producer.initTransactions();
      return Finding.ok(what, "may be used");
    } catch (KafkaException e) {
      return declined(e)
          ? Finding.ok(what, "may be used")
          : Finding.note(what, ClientFailure.reason(e));
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  /** The client has no class for that answer, only its words. */
  private static boolean declined(KafkaException e) {
    return e.getMessage() != null
        && e.getMessage().contains(Errors.INVALID_TRANSACTION_TIMEOUT.message());
  }
}
