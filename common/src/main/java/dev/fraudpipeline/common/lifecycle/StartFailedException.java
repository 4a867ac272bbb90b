package dev.fraudpipeline.common.lifecycle;

/**
 * The daemon cannot do its work and waiting would not help, such as with wrong credentials at
 * start: one line, exit 1. The message is for people and holds no secret.
 */
public final class StartFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartFailedException(String message) {
    super(message);
  }
}
