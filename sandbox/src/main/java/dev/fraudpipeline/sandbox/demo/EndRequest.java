package dev.fraudpipeline.sandbox.demo;

/** Request of the user to end the demo, with the haste that it asks for. Thread-safe. */
final class EndRequest implements SignalHandling.Listener {
  /** In which order they can follow each other. */
  enum Haste {
    NONE,
    /** Let the backlogs run empty first. */
    DRAIN,
    /** Do not drain, but print the ledger. */
    NO_DRAIN,
    /** Do not even print the ledger. */
    AT_ONCE
  }

  private volatile Haste haste = Haste.NONE;

  Haste haste() {
    return haste;
  }

  boolean isAtLeast(Haste asked) {
    return haste.compareTo(asked) >= 0;
  }

  @Override
  public synchronized void interrupted() {
    haste =
        switch (haste) {
          case NONE -> Haste.DRAIN;
          case DRAIN -> Haste.NO_DRAIN;
          case NO_DRAIN, AT_ONCE -> Haste.AT_ONCE;
        };
  }

  /** Whoever sends SIGTERM is about to lose patience: no draining. */
  @Override
  public synchronized void terminated() {
    if (!isAtLeast(Haste.NO_DRAIN)) {
      haste = Haste.NO_DRAIN;
    }
  }
}
