package dev.fraudpipeline.sandbox.command;

/** A command cannot do what it was asked for; the message is one line for the user. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailedException(String message) {
    super(message);
  }
}
