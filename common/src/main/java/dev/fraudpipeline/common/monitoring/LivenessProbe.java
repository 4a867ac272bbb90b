package dev.fraudpipeline.common.monitoring;

import java.util.Optional;

/**
 * Asks something outside whether it is there. Used by one thread, which may wait for it for some
 * seconds, and may be interrupted.
 */
public interface LivenessProbe extends AutoCloseable {

  /**
   * Asks once.
   *
   * @return why it is missing, for people, without personal data and secrets; empty where it
   *     answers
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  Optional<String> missing() throws InterruptedException;

  /** Gives back what it holds, at once. May be called from another thread. */
  @Override
  void close();
}
