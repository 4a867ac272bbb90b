package dev.fraudpipeline.sandbox.api;

import java.time.Instant;
import java.util.Optional;

/** Where the API's answers come from. Not thread-safe: the API takes one at a time. */
interface AnswerSource {

  /**
   * The next answer, or empty where there is none (now).
   *
   * @param wanted how many payments the client asked for
   * @param allowed how many it may get, at least 1
   */
  Optional<AnswerBatch> take(int wanted, long allowed, Instant now);

  /** Takes back an answer that did not reach its client, to be given first. */
  void giveBack(AnswerBatch batch);

  /** The answer of a service that has no rows. */
  byte[] nothing();

  /** True where nothing more will come, unless something is given back. */
  boolean atEnd();
}
