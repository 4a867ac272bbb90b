package dev.fraudpipeline.producer.delivery;

/**
 * Kafka refuses records for a reason that operators can mend, such as a missing permission. The
 * message is for them, and the same as long as the reason is.
 */
public final class KafkaRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  KafkaRefusedException(String message, Exception cause) {
    super(message, cause);
  }
}
