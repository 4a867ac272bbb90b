package dev.fraudpipeline.producer.poll;

import java.time.Duration;
import java.util.Optional;

/** The outcome of one call of the payments API. */
public sealed interface ApiAnswer {
  PollOutcome outcome();

  /**
   * Status 200.
   *
   * @param body whole, as it came; not to be changed
   * @param fetchedAtMillis when its last byte had been read, since 1970
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Body(byte[] body, long fetchedAtMillis) implements ApiAnswer {
    @Override
    public PollOutcome outcome() {
      return PollOutcome.ANSWERED;
    }
  }

  /**
   * Anything else: to be tried again later.
   *
   * @param reason for people, without anything of the answer's body
   * @param retryAfter how long the API asks to be left alone
   */
  record Failure(PollOutcome outcome, String reason, Optional<Duration> retryAfter)
      implements ApiAnswer {}
}
