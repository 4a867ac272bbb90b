package dev.fraudpipeline.sandbox.demo;

/**
 * Goes on counting where a process that was started anew counts from zero again. What it counted
 * between its last reading and its end is not known. Not thread-safe.
 */
final class RestartingCounter {
  private long before;
  private long last;

  /** Takes what the process says now, and gives the sum over all its lives. */
  long total(long now) {
    if (now < last) {
      before += last;
    }
    last = now;
    return before + now;
  }
}
