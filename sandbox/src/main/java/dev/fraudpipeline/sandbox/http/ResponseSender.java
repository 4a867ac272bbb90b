package dev.fraudpipeline.sandbox.http;

import java.util.concurrent.CompletionStage;

/** The way back to the client that asked. Thread-safe. */
@FunctionalInterface
public interface ResponseSender {

  /**
   * Sends the answer.
   *
   * @return whether this answer, and not a fault's, was written completely to the socket; false
   *     also where the client was gone or another answer went before. It completes on the server's
   *     network thread, so what follows must be short.
   */
  CompletionStage<Boolean> send(ServerResponse response);
}
