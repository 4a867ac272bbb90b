package dev.fraudpipeline.common.command.replay;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes of a rejected record what is sent again: each stage in its own way. Not thread-safe. */
@FunctionalInterface
public interface RecordRestorer extends AutoCloseable {

  /** What becomes of a rejected record. */
  sealed interface Restored {}

  /**
   * It can be sent again.
   *
   * @param records what is sent, in this order; without headers that say that it was replayed
   */
  record Again(List<ProducerRecord<byte[], byte[]>> records) implements Restored {}

  /**
   * It would be rejected again.
   *
   * @param reason for people; holds no personal data
   */
  record StillBad(String reason) implements Restored {}

  /**
   * Only its beginning is there.
   *
   * @param reason for people: where the whole was looked for
   */
  record CutOff(String reason) implements Restored {}

  /** Reads the record anew. */
  Restored restore(RejectedRecord rejected);

  @Override
  default void close() {}
}
