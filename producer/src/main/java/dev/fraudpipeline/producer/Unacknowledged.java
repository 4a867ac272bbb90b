package dev.fraudpipeline.producer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The records that Kafka has not acknowledged yet, in their order. It outlives the Kafka client, so
 * that a new one can send again what the old one left. Thread-safe: acknowledgements come on the
 * client's own thread.
 */
final class Unacknowledged {
  private final Map<Long, Kept> records = new LinkedHashMap<>();
  private long next;

  /** Keeps a record until it is acknowledged, and gives it its number. */
  synchronized long add(ProducerRecord<byte[], byte[]> record) {
    records.put(next, new Kept(record, System.nanoTime()));
    return next++;
  }

  /** Kafka has the record. */
  synchronized void acknowledged(long number) {
    records.remove(number);
  }

  /** Another record takes its place in the order. */
  synchronized void replace(long number, ProducerRecord<byte[], byte[]> record) {
    records.computeIfPresent(number, (n, kept) -> new Kept(record, kept.sinceNanos()));
  }

  synchronized int size() {
    return records.size();
  }

  /** A copy of what is there, by number, in order. */
  synchronized List<Map.Entry<Long, ProducerRecord<byte[], byte[]>>> snapshot() {
    return records.entrySet().stream()
        .map(e -> Map.entry(e.getKey(), e.getValue().record()))
        .toList();
  }

  /** How long the oldest has been waiting; zero where there is none. */
  synchronized Duration oldestWait() {
    return records.values().stream()
        .findFirst()
        .map(oldest -> Duration.ofNanos(System.nanoTime() - oldest.sinceNanos()))
        .orElse(Duration.ZERO);
  }

  /** A record, since a moment of {@link System#nanoTime()}. */
  private record Kept(ProducerRecord<byte[], byte[]> record, long sinceNanos) {}
}
