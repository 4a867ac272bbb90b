package dev.fraudpipeline.common.command.replay;

/** The replay cannot go on. The message is for people, and says what is to be done. */
final class ReplayFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReplayFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
