package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.log.LogText;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Kafka refuses records for a reason that operators can mend, such as a missing permission. The
 * message is for them, and the same as long as the reason is.
 */
public final class KafkaRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private KafkaRefusal(String remedy, Throwable reason, Exception e) {
    super(remedy + " (" + LogText.cause(reason) + ")", e);
  }

  /**
   * Sorts the reason for which a record failed.
   *
   * @return to be thrown: what operators can mend
   * @throws KafkaException any other reason: the client has failed
   */
  static KafkaRefusal of(String topic, Exception e) {
    for (Throwable reason = e; reason != null; reason = reason.getCause()) {
      if (reason instanceof AuthorizationException) {
        return new KafkaRefusal(
            "it does not allow this user to write to topic "
                + topic
                + ": grant WRITE and DESCRIBE on the topic",
            reason,
            e);
      }
      if (reason instanceof AuthenticationException) {
        return new KafkaRefusal(
            "it refuses the log-in: check SASL_USERNAME and SASL_PASSWORD", reason, e);
      }
      if (reason instanceof UnknownTopicOrPartitionException
          || reason instanceof InvalidTopicException) {
        return new KafkaRefusal("there is no topic " + topic + ": create it", reason, e);
      }
    }
    throw new KafkaException("sending failed: " + e.getMessage(), e);
  }
}
