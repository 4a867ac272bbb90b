package dev.fraudpipeline.sandbox.part;

/** Ways in which a {@link SandboxPart} can fail, on demand. */
public enum PartFault {
  /** Nobody listens: connections are refused, open ones are closed. Data is kept. */
  AWAY,
  /** Connections are accepted and requests taken, but nothing comes back. */
  HANG,
  /** Every answer comes, but late: by about a second. */
  SLOW,
  /** Something comes back, but not what the protocol says. */
  GARBAGE,
  /** The part answers, and the answer is a failure: HTTP 500, or a connection reset. */
  ERROR
}
