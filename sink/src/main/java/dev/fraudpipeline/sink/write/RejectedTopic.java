package dev.fraudpipeline.sink.write;

import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.sink.batch.InvalidRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;

/** Where bad records go, untouched. Thread-safe. */
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
  void write(List<InvalidRecord> bad) throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>(bad.size());
    for (InvalidRecord record : bad) {
      sent.add(producer.send(usual(record)));
    }
    for (int i = 0; i < sent.size(); i++) {
      await(sent.get(i), bad.get(i));
    }
  }

  private void await(Future<RecordMetadata> first, InvalidRecord bad) throws InterruptedException {
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
        sent = producer.send(cut ? records.beginningOf(bad.record(), bad.rejection()) : usual(bad));
      }
    }
  }

  private ProducerRecord<byte[], byte[]> usual(InvalidRecord bad) {
    return records.of(bad.record(), bad.rejection());
  }

  /** Gives up what is not acknowledged: its offset is not committed, so it comes again. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
