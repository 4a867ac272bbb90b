package dev.fraudpipeline.sandbox.api;

import java.time.Clock;

/** So many calls a minute, in windows that begin with a call. Not thread-safe. */
final class RateLimit {
  private static final long WINDOW_MS = 60_000;

  private final int callsPerMinute;
  private final Clock clock;
  private long windowEndsMs;
  private int calls;

  /**
   * @param callsPerMinute 0 for no limit
   */
  RateLimit(int callsPerMinute, Clock clock) {
    this.callsPerMinute = callsPerMinute;
    this.clock = clock;
  }

  /** Counts a call, and tells whether it is within the limit. */
  boolean admits() {
    long now = clock.millis();
    if (now >= windowEndsMs) {
      windowEndsMs = now + WINDOW_MS;
      calls = 0;
    }
    calls++;
    return callsPerMinute == 0 || calls <= callsPerMinute;
  }
}
