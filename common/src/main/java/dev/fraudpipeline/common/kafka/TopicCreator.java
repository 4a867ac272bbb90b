package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.lifecycle.JitteredBackoff;
import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.lifecycle.StartFailedException;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for Kafka and creates the topics that are missing, where that is allowed. What every daemon
 * does first. Not thread-safe.
 */
public final class TopicCreator {
  private static final JitteredBackoff BACKOFF =
      new JitteredBackoff(Duration.ofMillis(500), Duration.ofSeconds(15));

  /** So often a topic that was created just now may be unknown to the broker that is asked. */
  private static final int TRIES = 10;

  private static final Logger log = LoggerFactory.getLogger(TopicCreator.class);

  private final KafkaClients kafka;
  private final int partitions;
  private final StopSignal stop;
  private boolean authenticated;
  private boolean warnedOfRejected;

  /**
   * @param partitions of a topic that is created; replication is the broker's own
   */
  public TopicCreator(KafkaClients kafka, int partitions, StopSignal stop) {
    this.kafka = kafka;
    this.partitions = partitions;
    this.stop = stop;
  }

  /**
   * Waits until Kafka answers, and sees to it that the topics are there. Returns early when the
   * stop signal is raised.
   *
   * @param topics whose retention is the broker's own; waited for where they are missing, or hidden
   *     from this user, and may not be created
   * @param keptForEver topics that are created without a limit of time; where that is not allowed,
   *     it is said once, and the daemon does without until it needs one
   * @throws StartFailedException where Kafka refuses the credentials and has never accepted them,
   *     or is not what the TLS settings say; later, as after a rotation, it is tried on, and so it
   *     is from the beginning with a certificate that has expired
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  public void awaitAndCreate(List<String> topics, List<String> keptForEver)
      throws InterruptedException {
    String cluster = "Kafka at " + kafka.config().bootstrapServers();
    Outage outage = new Outage(log, cluster);
    Outage access =
        new Outage(
            log, "access to the topics of " + cluster, AvailabilityListener.UNHEARD, BACKOFF);
    while (!stop.isRaised()) {
      try (Admin admin = kafka.admin()) {
        StopSignal.Subscription closing = stop.onRaise(() -> admin.close(Duration.ZERO));
        try {
          List<String> forbidden = createMissing(admin, topics, keptForEver);
          outage.succeeded();
          if (forbidden.isEmpty()) {
            access.succeeded();
            return;
          }
          access.failed(
              String.join(", ", forbidden)
                  + " is missing, or hidden from this user, and it may not create it: create it,"
                  + " or allow the user to");
        } finally {
          closing.close();
        }
      } catch (ExecutionException e) {
        if (!stop.isRaised()) {
          outage.failed(
              e.getCause() instanceof AuthenticationException refused
                  ? refusal(cluster, refused)
                  : LogText.cause(e));
        }
      }
      stop.await(access.nextDelay());
    }
  }

  /** What to say where waiting can help. */
  private String refusal(String cluster, AuthenticationException refused) {
    KafkaLoginFailure failure = KafkaLoginFailure.of(refused);
    if (!authenticated && !failure.curedElsewhere()) {
      throw new StartFailedException(cluster + " refused the log-in: " + failure.reason());
    }
    return "it refuses the log-in: " + failure.reason();
  }

  /** The topics that are needed at once, and that this user may not create. */
  private List<String> createMissing(Admin admin, List<String> topics, List<String> keptForEver)
      throws InterruptedException, ExecutionException {
    Set<String> present = admin.listTopics().names().get();
    authenticated = true;
    List<String> forbidden = new ArrayList<>();
    for (String topic : topics) {
      if (!present.contains(topic) && !create(admin, topic, Map.of())) {
        forbidden.add(topic);
      }
    }
    for (String topic : keptForEver) {
      if (!present.contains(topic)
          && !create(admin, topic, Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"))
          && !warnedOfRejected) {
        warnedOfRejected = true;
        log.warn(
            "topic {} is missing or hidden, and creating it is not allowed: create it with"
                + " retention.ms=-1, or allow this user to, before the first record is rejected",
            topic);
      }
    }
    return forbidden;
  }

  /** False where that is not allowed. */
  private boolean create(Admin admin, String topic, Map<String, String> configs)
      throws InterruptedException, ExecutionException {
    NewTopic missing =
        new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(configs);
    KafkaFuture<Void> created = admin.createTopics(List.of(missing)).all();
    try {
      created.get();
      awaitLeaders(admin, topic);
      log.info("created topic {} with {} partitions", topic, partitions);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return false;
      }
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    return true;
  }

  /**
   * Waits until every new partition has a leader that answers. An idempotent producer that is
   * earlier, with several requests in flight, can have a later one accepted and the first refused
   * as out of order, again and again. That the broker which is asked has not heard of the topic yet
   * is no outage.
   */
  private void awaitLeaders(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
    for (int tries = 1; !stop.isRaised(); tries++) {
      try {
        TopicReachability.offsets(admin, all, OffsetSpec.latest());
        return;
      } catch (ExecutionException e) {
        // For good, it is one that somebody has deleted meanwhile.
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || tries == TRIES) {
          throw e;
        }
      }
      stop.await(BACKOFF.delay(tries - 1));
    }
  }
}
