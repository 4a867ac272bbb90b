package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.lifecycle.AvailabilityListener;
import dev.fraudpipeline.common.lifecycle.Outage;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.LogText;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How Kafka is doing, over all of the producer's Kafka clients: tells operators once when it takes
 * nothing, and why, and when it goes on. Not thread-safe.
 */
public final class KafkaRefusal {
  /** Beyond this, Kafka is not slow but away. */
  private static final Duration SLOW = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(KafkaRefusal.class);

  private final StopSignal stop;
  private final Outage outage;

  public KafkaRefusal(AvailabilityListener kafka, StopSignal stop) {
    this.outage = new Outage(log, "Kafka", kafka);
    this.stop = stop;
  }

  boolean isAway() {
    return outage.isAway();
  }

  /** Something was acknowledged. */
  void acknowledged() {
    outage.succeeded();
  }

  /** Nothing of what is under way was acknowledged for so long. To be called often. */
  void bears(Duration silence) {
    if (!outage.isAway() && silence.compareTo(SLOW) > 0) {
      outage.failed("it acknowledges nothing; what is fetched waits in the journal");
    }
  }

  /** The client does not take a record of a topic now. */
  void takesNothing(String topic, TimeoutException e) {
    boolean unknown = e.getMessage() != null && e.getMessage().contains("not present in metadata");
    outage.failed(
        unknown
            ? "it does not tell of topic "
                + topic
                + ". Where other topics work, create it, or allow this user to describe it"
            : "it takes no more records for now; what is fetched waits in the journal");
  }

  /**
   * Sorts the reason for which a record failed.
   *
   * @return to be thrown: what operators can mend
   * @throws KafkaException any other reason: the client has failed
   */
  static KafkaRefusedException sort(String topic, Exception e) {
    for (Throwable reason = e; reason != null; reason = reason.getCause()) {
      Optional<String> remedy = remedy(topic, reason);
      if (remedy.isPresent()) {
        return new KafkaRefusedException(remedy.get() + " (" + LogText.cause(reason) + ")", e);
      }
    }
    throw new KafkaException("sending failed: " + e.getMessage(), e);
  }

  private static Optional<String> remedy(String topic, Throwable reason) {
    if (reason instanceof AuthorizationException) {
      return Optional.of(
          "it does not allow this user to write to topic "
              + topic
              + ": grant WRITE and DESCRIBE on the topic");
    }
    if (reason instanceof AuthenticationException) {
      return Optional.of("it refuses the log-in: check SASL_USERNAME and SASL_PASSWORD");
    }
    if (reason instanceof UnknownTopicOrPartitionException
        || reason instanceof InvalidTopicException) {
      return Optional.of("there is no topic " + topic + ": create it");
    }
    return Optional.empty();
  }

  /** Tells why, and waits, longer each time. */
  public void refused(KafkaRefusedException e) throws InterruptedException {
    outage.failed(e.getMessage());
    stop.await(outage.nextDelay());
  }
}
