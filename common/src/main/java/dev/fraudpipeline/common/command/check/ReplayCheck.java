package dev.fraudpipeline.common.command.check;

import dev.fraudpipeline.common.kafka.KafkaClientFailure;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks whether this user may put back what a daemon rejected. The daemon works without that, and
 * another user may do it: so what is missing is a note. Writes nothing, and disturbs no replay that
 * runs.
 */
public final class ReplayCheck implements Check {
  /**
   * Duration of a transaction, which is asked for together with the id: longer than any broker lets
   * it. So it looks at the rights first, and then declines, and the question does not end a replay
   * that has the same id.
   */
  private static final int TOO_LONG_MS = Integer.MAX_VALUE;

  private final KafkaClients kafka;
  private final String topic;
  private final String transactionalId;

  /**
   * @param topic where rejected records go back to
   * @param transactionalId of the daemon's replays
   */
  public ReplayCheck(KafkaClients kafka, String topic, String transactionalId) {
    this.kafka = kafka;
    this.topic = topic;
    this.transactionalId = transactionalId;
  }

  @Override
  public void look(Consumer<CheckFinding> findings) throws InterruptedException {
    String rejected = RejectedRecords.topicFor(topic);
    Admin admin = kafka.impatientAdmin(KafkaCheck.PATIENCE);
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
      findings.accept(transactions(admin));
    } catch (ExecutionException e) {
      findings.accept(CheckFinding.note("rights", "not known: " + KafkaClientFailure.reason(e)));
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private static CheckFinding finding(
      String name, KafkaFuture<TopicDescription> asked, Set<AclOperation> rights, String may)
      throws InterruptedException {
    String what = "topic " + name;
    try {
      Set<AclOperation> lacking = TopicCheck.lacking(rights, asked.get());
      return lacking.isEmpty()
          ? CheckFinding.ok(what, may)
          : CheckFinding.note(
              what, "this user may not replay: grant " + TopicCheck.text(lacking) + " on it");
    } catch (ExecutionException e) {
      return e.getCause() instanceof UnknownTopicOrPartitionException
          ? CheckFinding.ok(what, "not there yet")
          : CheckFinding.note(what, KafkaClientFailure.reason(e));
    }
  }

  private CheckFinding transactions(Admin admin) throws InterruptedException {
    String what = "transactional id " + transactionalId;
    CheckFinding allowed = CheckFinding.ok(what, "may be used");
    try {
      admin
          .fenceProducers(
              List.of(transactionalId), new FenceProducersOptions().timeoutMs(TOO_LONG_MS))
          .all()
          .get(KafkaCheck.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return allowed;
    } catch (ExecutionException e) {
      return e.getCause() instanceof InvalidTxnTimeoutException
          ? allowed
          : CheckFinding.note(what, KafkaClientFailure.reason(e));
    } catch (TimeoutException e) {
      return CheckFinding.note(what, KafkaClientFailure.reason(e));
    }
  }
}
