package dev.fraudpipeline.sandbox.http;

/** Answers requests. Called on the server's handler threads, many at a time. */
@FunctionalInterface
public interface RequestHandler {

  /**
   * Answers one request, now or later, from any thread, once. A request that nobody answers keeps
   * its connection waiting; an exception becomes a 500.
   */
  void handle(ServerRequest request, ResponseSender reply);
}
