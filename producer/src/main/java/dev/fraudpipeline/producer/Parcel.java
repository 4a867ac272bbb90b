package dev.fraudpipeline.producer;

import org.apache.kafka.clients.producer.ProducerRecord;

/** A record under way to Kafka, and the row that it came from. Compared by identity. */
final class Parcel {
  /** About what a record's headers and framing take. */
  private static final int OVERHEAD = 64;

  private final Delivery delivery;
  private final int row;
  private final ProducerRecord<byte[], byte[]> record;

  Parcel(Delivery delivery, int row, ProducerRecord<byte[], byte[]> record) {
    this.delivery = delivery;
    this.row = row;
    this.record = record;
  }

  Delivery delivery() {
    return delivery;
  }

  /** Of the row: what it is rejected under. */
  String id() {
    return delivery.idOf(row);
  }

  ProducerRecord<byte[], byte[]> record() {
    return record;
  }

  /** The same row's, with another record. */
  Parcel with(ProducerRecord<byte[], byte[]> other) {
    return new Parcel(delivery, row, other);
  }

  /** Nothing more is to be done for its row. */
  void settle() {
    delivery.settle(row);
  }

  /** About what it takes of the client's buffer. */
  int bytes() {
    int key = record.key() == null ? 0 : record.key().length;
    return OVERHEAD + key + record.value().length;
  }
}
