package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sink.batch.PaymentBatch;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Batches without a topic. */
public final class Batches {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  private Batches() {}

  /** One record for each of these messages. */
  public static PaymentBatch of(Stream<String> messages) {
    List<String> all = messages.toList();
    PaymentBatch batch = new PaymentBatch(Math.max(1, all.size()));
    PaymentParser parser = new PaymentParser();
    for (int i = 0; i < all.size(); i++) {
      byte[] value = all.get(i).getBytes(UTF_8);
      batch.add(PARTITION, new ConsumerRecord<>("t", 0, i, new byte[0], value), parser);
    }
    return batch;
  }
}
