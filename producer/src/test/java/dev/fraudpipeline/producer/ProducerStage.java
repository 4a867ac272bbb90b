package dev.fraudpipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.api.ServedLog;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** What is around a producer under test: topics and a journal of its own, on a real broker. */
final class ProducerStage {
  static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final SandboxKafka kafka = SharedKafka.get();
  private final String topic1 = "payments-" + NUMBER.incrementAndGet();
  private final PaymentParser reader = new PaymentParser();
  private final Path folder;

  /**
   * @param folder of this test alone
   */
  ProducerStage(Path folder) {
    this.folder = folder;
  }

  SandboxKafka kafka() {
    return kafka;
  }

  /** An API without a limit. */
  PaymentsApi.Options api() {
    return PaymentsApi.Options.in(folder.resolve("api")).withCallsPerMinute(0);
  }

  Path journal() {
    return folder.resolve("journal");
  }

  /** A producer that asks this API, with a query such as {@code ?n=3}. */
  DaemonThread producer(PaymentsApi api, String query) throws IOException {
    return producer(api.address() + query);
  }

  DaemonThread producer(String url) throws IOException {
    Path properties = folder.resolve("client.properties");
    Files.writeString(properties, "bootstrap.servers=" + kafka.address() + "\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_CONFIG", properties.toString());
    environment.put("TOPIC_1", topic1);
    environment.put("TOPIC_PARTITIONS", "3");
    environment.put("PAYMENTS_API_URL", url);
    environment.put("POLL_INTERVAL", "20ms");
    // An answer that comes too late is lost, and here none is to be.
    environment.put("API_TIMEOUT", "60s");
    environment.put("PRODUCER_JOURNAL", journal().toString());
    return DaemonThread.start(
        "producer",
        // What was left goes first, also where the machine is slow.
        stop ->
            Producer.run(
                ProducerConfig.from(new Options(Map.of(), environment)),
                stop,
                DEFINITELY_TOO_SLOW));
  }

  static void awaitExhausted(PaymentsApi api, DaemonThread producer) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(
            () ->
                producer.status().isPresent()
                    || Boolean.TRUE.equals(api.status().get("exhausted")));
    assertThat(producer.status()).as("runs on").isEmpty();
  }

  static void awaitServed(PaymentsApi api, long payments, DaemonThread producer) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .until(() -> producer.status().isPresent() || served(api) >= payments);
    assertThat(producer.status()).as("runs on").isEmpty();
  }

  static long served(PaymentsApi api) {
    return (long) api.status().get("served");
  }

  void awaitServedInTopic(PaymentsApi api) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .untilAsserted(() -> assertThat(Set.copyOf(sentIds())).isEqualTo(servedIds(api)));
  }

  /** Without repetition: the API draws at random, and what it repeats is sent once. */
  static Set<PaymentId> servedIds(PaymentsApi api) {
    try {
      return ServedLog.read(api.servedLog()).stream()
          .map(served -> new PaymentId(served.transNum(), served.unixTime()))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is in topic_1. */
  List<ConsumerRecord<byte[], byte[]>> sent() {
    return TopicContents.committed(kafka.address(), topic1);
  }

  List<PaymentId> sentIds() {
    return sent().stream().map(record -> read(record).id()).toList();
  }

  List<ConsumerRecord<byte[], byte[]>> rejected() {
    return TopicContents.committed(kafka.address(), topic1 + "_rejected");
  }

  Payment read(ConsumerRecord<byte[], byte[]> record) {
    return (Payment) reader.readOne(record.value());
  }
}
