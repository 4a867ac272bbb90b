package dev.fraudpipeline.common.command.check;

import java.util.function.Consumer;

/** Looks at one thing that a daemon depends on. Harmless to a daemon that runs meanwhile. */
@FunctionalInterface
public interface Check {

  /**
   * Looks, and tells each finding as soon as it has it, so that what takes too long does not take
   * the others along.
   *
   * @param findings may be called by this thread only
   * @throws InterruptedException where time has run out
   */
  void look(Consumer<CheckFinding> findings) throws InterruptedException;
}
