package dev.fraudpipeline.producer.poll;

/** The outcome of a call of the API, as operators count it. */
public enum PollOutcome {
  /** Status 200, and a body that was taken. */
  ANSWERED,
  /** Status 429. */
  RATE_LIMITED,
  STATUS_4XX,
  STATUS_5XX,
  STATUS_OTHER,
  /** No whole answer in time. */
  TIMEOUT,
  /** No connection, or one that broke. */
  UNREACHABLE,
  /** Its body is larger than what is taken. */
  TOO_LARGE;

  static PollOutcome ofStatus(int status) {
    return switch (status / 100) {
      case 4 -> status == 429 ? RATE_LIMITED : STATUS_4XX;
      case 5 -> STATUS_5XX;
      default -> STATUS_OTHER;
    };
  }
}
