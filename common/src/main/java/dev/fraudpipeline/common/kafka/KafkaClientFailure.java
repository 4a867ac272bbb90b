package dev.fraudpipeline.common.kafka;

import dev.fraudpipeline.common.log.LogText;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Explains to somebody who waits for a Kafka client why it failed. */
public final class KafkaClientFailure {
  private KafkaClientFailure() {}

  /** A phrase that says what is to be done, where that is known; holds no secret. */
  public static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException refused) {
        return "it refuses the log-in: " + KafkaLoginFailure.of(refused).reason();
      }
      if (cause instanceof TransactionalIdAuthorizationException) {
        return "this user may not use that transactional id: grant WRITE and DESCRIBE on it, or on"
            + " its prefix";
      }
      if (cause instanceof TopicAuthorizationException denied) {
        return "this user may not use the topic "
            + LogText.escaped(String.join(", ", denied.unauthorizedTopics()))
            + ": grant READ on what is read, WRITE on what is written";
      }
      if (cause instanceof GroupAuthorizationException) {
        return "this user may not use that group: grant READ on it";
      }
      if (cause instanceof TimeoutException
          || cause instanceof java.util.concurrent.TimeoutException) {
        return "it is not there, or does not answer in time";
      }
    }
    return LogText.cause(failure);
  }

  /** The failure itself, where a future has wrapped it. */
  public static Throwable unwrapped(Throwable failure) {
    return failure instanceof ExecutionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
