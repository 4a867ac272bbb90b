package dev.fraudpipeline.producer;

/**
 * Kafka refuses records for a reason that operators can mend, such as a missing permission. The
 * message is for them, and the same as long as the reason is.
 */
final class KafkaRefusesException extends Exception {
  private static final long serialVersionUID = 1L;

  KafkaRefusesException(String message, Exception cause) {
    super(message, cause);
  }
}
