package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.payment.Rejection;
import dev.fraudpipeline.sink.batch.InvalidRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;

/** The topic to which bad records go, untouched. Thread-safe. */
public final class RejectedTopic implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final RejectedRecords records;

  public RejectedTopic(Producer<byte[], byte[]> producer, RejectedRecords records) {
    this.producer = producer;
    this.records = records;
  }

  /**
   * Writes the records, and returns once Kafka has acknowledged them all; while Kafka is away it
   * waits.
   *
   * @throws KafkaException where waiting does not help; some may be written by then, and are again
   *     next time, under the same id
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  void write(List<InvalidRecord> invalid) throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>(invalid.size());
    for (InvalidRecord record : invalid) {
      sent.add(producer.send(usual(record)));
    }
    for (int i = 0; i < sent.size(); i++) {
      await(sent.get(i), invalid.get(i));
    }
  }

  private void await(Future<RecordMetadata> first, InvalidRecord invalid)
      throws InterruptedException {
    Future<RecordMetadata> sent = first;
    boolean cut = false;
    while (true) {
      try {
        sent.get();
        return;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RecordTooLargeException && !cut) {
          cut = true;
        } else if (!(e.getCause() instanceof RetriableException)) {
          throw e.getCause() instanceof KafkaException known
              ? known
              : new KafkaException("a rejected record could not be written", e.getCause());
        }
        sent = producer.send(cut ? little(invalid) : usual(invalid));
      }
    }
  }

  private ProducerRecord<byte[], byte[]> usual(InvalidRecord invalid) {
    return records.of(invalid.record(), invalid.rejection());
  }

  /** Makes little of what the topic refuses for its size, as where its limit was lowered. */
  private ProducerRecord<byte[], byte[]> little(InvalidRecord invalid) {
    Rejection rejection =
        new Rejection(
            invalid.rejection().code(),
            invalid.rejection().reason() + "; the whole record is " + invalid.id());
    ProducerRecord<byte[], byte[]> record =
        records.of(
            invalid.id(),
            rejection,
            beginning(invalid.record().key()),
            beginning(invalid.record().value()),
            invalid.record().headers());
    PipelineHeaders.add(record.headers(), PipelineHeaders.REJECTED_TRUNCATED, "true");
    return record;
  }

  private static byte[] beginning(byte[] bytes) {
    return bytes == null || bytes.length <= RejectedRecords.TRUNCATED_LENGTH
        ? bytes
        : Arrays.copyOf(bytes, RejectedRecords.TRUNCATED_LENGTH);
  }

  /** Gives up what is not acknowledged: its offset is not committed, so it comes again. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
