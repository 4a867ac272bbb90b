package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.schema.PaymentReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Batches without a topic. */
final class Batches {
  private Batches() {}

  /** One record for each of these messages. */
  static Batch of(Stream<String> messages) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    messages.forEach(
        message ->
            records.add(
                new ConsumerRecord<>(
                    "t", 0, records.size(), new byte[0], message.getBytes(UTF_8))));
    return Batch.of(records, Map.of(), new PaymentReader());
  }
}
