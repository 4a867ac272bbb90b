package dev.fraudpipeline.common.check;

import java.util.function.Consumer;

/** Looks at one thing that a daemon depends on. Harmless to a daemon that runs meanwhile. */
@FunctionalInterface
public interface Probe {

  /**
   * Looks, and tells each finding as soon as it has it, so that what takes too long does not take
   * the others along.
   *
   * @param findings may be called by this thread only
   * @throws InterruptedException where time has run out
   */
  void look(Consumer<Finding> findings) throws InterruptedException;
}
