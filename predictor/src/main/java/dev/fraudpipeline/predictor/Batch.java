package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.schema.PaymentReader;
import dev.fraudpipeline.common.schema.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What one poll brought, read and in order, partition after partition; of which a prefix gets done.
 * Immutable.
 */
final class Batch {
  private final ConsumerRecords<byte[], byte[]> records;
  private final List<Item> items;

  private Batch(ConsumerRecords<byte[], byte[]> records, List<Item> items) {
    this.records = records;
    this.items = items;
  }

  static Batch read(ConsumerRecords<byte[], byte[]> records, PaymentReader reader) {
    List<Item> items = new ArrayList<>(records.count());
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        items.add(new Item(record, reader.readOne(record.value())));
      }
    }
    return new Batch(records, items);
  }

  int size() {
    return items.size();
  }

  /**
   * The next items that make one request: unreadable ones come along, and a payment that must go
   * alone does.
   *
   * @param from the first item
   * @param payments how many may be asked for together
   */
  List<Item> nextRequest(int from, int payments, Features features) {
    int asked = 0;
    int to = from;
    while (to < items.size()) {
      if (items.get(to).row() instanceof Payment payment) {
        boolean alone = features.mustGoAlone(payment);
        if (asked == payments || (alone && asked > 0)) {
          break;
        }
        asked++;
        if (alone) {
          to++;
          break;
        }
      }
      to++;
    }
    return items.subList(from, to);
  }

  /**
   * The offsets to be committed once the first {@code done} items are done. A partition that is
   * done whole takes the poll's own next offset, which steps over transaction markers.
   */
  Map<TopicPartition, OffsetAndMetadata> offsets(int done) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (Item item : items.subList(0, done)) {
      offsets.putIfAbsent(item.partition(), records.nextOffsets().get(item.partition()));
    }
    for (Map.Entry<TopicPartition, Long> first : positions(done).entrySet()) {
      offsets.replace(first.getKey(), new OffsetAndMetadata(first.getValue()));
    }
    return offsets;
  }

  /** Where each partition's first item that is not among the first {@code done} lies. */
  Map<TopicPartition, Long> positions(int done) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (Item item : items.subList(done, items.size())) {
      positions.putIfAbsent(item.partition(), item.record().offset());
    }
    return positions;
  }

  /** A record, and what could be read of it. */
  record Item(ConsumerRecord<byte[], byte[]> record, Row row) {
    TopicPartition partition() {
      return new TopicPartition(record.topic(), record.partition());
    }
  }
}
