package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.kafka.KafkaClientFailure;
import dev.fraudpipeline.common.kafka.KafkaClients;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Sends what is replayed, and in the same transaction the marks that say so: after a crash either
 * both are there or neither. Not thread-safe.
 */
final class ReplayWriter implements AutoCloseable {
  /** A transaction whose process died holds up every reader of the topic for so long. */
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;

  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Producer<byte[], byte[]> producer;
  private final Clock clock;

  /**
   * Ends what another replay with this transactional id is at, and completes or undoes what it
   * left.
   *
   * @throws KafkaException where Kafka does not answer or allow it
   */
  ReplayWriter(KafkaClients kafka, String transactionalId, Clock clock) {
    this.clock = clock;
    this.producer =
        kafka.transactionalProducer(
            transactionalId,
            // What the topics take must not fail here for its size.
            Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20),
            Map.of(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                TRANSACTION_TIMEOUT_MS,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                15_000));
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Sends all of them in one transaction; where a topic refuses one for its size, each in a
   * transaction of its own.
   *
   * @param tooLarge is told what a topic refuses for its size, of which nothing is sent
   * @throws ReplayFailedException where that does not work; what was not sent is replayed by the
   *     next run
   */
  void write(List<ReplayedRecord> things, Consumer<ReplayedRecord> tooLarge) {
    if (!isWritten(things)) {
      for (ReplayedRecord thing : things) {
        if (things.size() == 1 || !isWritten(List.of(thing))) {
          tooLarge.accept(thing);
        }
      }
    }
  }

  /** False where a record is too large for its topic: then nothing is written. */
  private boolean isWritten(List<ReplayedRecord> things) {
    AtomicReference<Exception> firstFailure = new AtomicReference<>();
    boolean sent = false;
    try {
      producer.beginTransaction();
      for (ReplayedRecord thing : things) {
        thing.records().forEach(record -> send(record, firstFailure));
        send(thing.mark(clock.millis()), firstFailure);
      }
      producer.flush();
      sent = true;
      if (firstFailure.get() instanceof RecordTooLargeException) {
        producer.abortTransaction();
        return false;
      }
      producer.commitTransaction();
      return true;
    } catch (KafkaException e) {
      throw failed(e, firstFailure.get(), sent);
    }
  }

  private void send(
      ProducerRecord<byte[], byte[]> record, AtomicReference<Exception> firstFailure) {
    // The callback tells all that the future would.
    var unused =
        producer.send(
            record,
            (metadata, e) -> {
              if (e != null) {
                firstFailure.compareAndSet(null, e);
              }
            });
  }

  private static ReplayFailedException failed(KafkaException e, Exception first, boolean sent) {
    Exception cause = first == null ? e : first;
    // The last to a commit that comes when the other one has just had the transaction aborted.
    if (cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException
        || cause instanceof InvalidTxnStateException) {
      return new ReplayFailedException(
          "another replay has begun meanwhile, and goes on where this one stopped", e);
    }
    if (cause instanceof TimeoutException && sent) {
      return new ReplayFailedException(
          "Kafka did not answer in time: whether the last records went through is not known. Run"
              + " it again: what went through is passed over",
          e);
    }
    return new ReplayFailedException(
        "Kafka does not take what is replayed: " + KafkaClientFailure.reason(cause), e);
  }

  /** Undoes what is not committed. */
  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
