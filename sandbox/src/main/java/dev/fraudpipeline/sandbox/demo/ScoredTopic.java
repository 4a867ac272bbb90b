package dev.fraudpipeline.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.PaymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Content of the topic of scored payments, of which the ledger is made. Not thread-safe. */
final class ScoredTopic {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<PaymentId, Long> fetched = new HashMap<>();
  private final Set<PaymentId> repeated = new HashSet<>();
  private final Set<AlarmedPayment> frauds = new HashSet<>();

  /** Takes note of a record. */
  void note(ConsumerRecord<byte[], byte[]> message) {
    JsonNode payment = read(message);
    String transNum = payment.path(Column.TRANS_NUM.columnName()).asText();
    PaymentId id = new PaymentId(transNum, payment.path(Column.UNIX_TIME.columnName()).asLong());
    Header fetchedAt = message.headers().lastHeader("fetched_at");
    long millis =
        fetchedAt == null
            ? message.timestamp()
            : Long.parseLong(new String(fetchedAt.value(), StandardCharsets.UTF_8));
    if (fetched.putIfAbsent(id, millis) != null) {
      repeated.add(id);
    }
    if (payment.path(Column.IS_FRAUD.columnName()).asInt() == 1) {
      String at = payment.path(Column.TRANS_DATE_TRANS_TIME.columnName()).asText();
      frauds.add(new AlarmedPayment(transNum, at));
    }
  }

  private static JsonNode read(ConsumerRecord<byte[], byte[]> message) {
    try {
      return JSON.readTree(message.value());
    } catch (IOException e) {
      throw new UncheckedIOException(
          message.topic() + "-" + message.partition() + "@" + message.offset() + " is no JSON", e);
    }
  }

  /** Time at which each payment was fetched, in milliseconds since 1970. */
  Map<PaymentId, Long> fetched() {
    return fetched;
  }

  /** Payments that are there more than once. */
  Set<PaymentId> repeated() {
    return repeated;
  }

  /** Payments that are called fraud. */
  Set<AlarmedPayment> frauds() {
    return frauds;
  }
}
