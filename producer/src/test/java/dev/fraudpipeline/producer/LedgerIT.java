package dev.fraudpipeline.producer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every body that the API served with status 200 is in topic_1 or in the topic of rejected records,
 * once and in order, and nothing else is: one producer goes through every {@link FaultSchedule}.
 */
@Timeout(300)
final class LedgerIT {
  static final int MAX_BODY = 20_000;

  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);
  private static final String TOPIC = "ledger";

  @TempDir Path folder;
  private static final PaymentParser reader = new PaymentParser();

  @Test
  void whateverTheApiDoesTheLedgerBalances() throws IOException {
    // Given
    List<RawApi.Act> acts = new ArrayList<>();
    List<String> served = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    for (FaultSchedule trouble : FaultSchedule.values()) {
      acts.add(trouble.act());
      trouble.rejected().forEach(body -> rejected.add(text(body)));
      // A good answer makes the back-off short again, and tells which trouble lost one.
      acts.add(payment("after " + trouble));
      served.add("after " + trouble);
    }
    try (SandboxKafka kafka = SandboxKafka.start(folder.resolve("kafka"), 0);
        RawApi api = RawApi.start();
        DaemonThread producer = producer(kafka, api)) {
      // When
      api.follow(acts);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> producer.status().isPresent() || api.isIdle());

      // Then
      assertThat(producer.status()).as("runs on").isEmpty();
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () -> {
                assertThat(transNums(kafka)).containsExactlyElementsOf(served);
                assertThat(rejectedBodies(kafka)).containsExactlyElementsOf(rejected);
              });
    }
  }

  private DaemonThread producer(SandboxKafka kafka, RawApi api) throws IOException {
    Path properties = folder.resolve("client.properties");
    Files.writeString(properties, "bootstrap.servers=" + kafka.address() + "\n");
    Map<String, String> environment =
        Map.of(
            "KAFKA_CONFIG",
            properties.toString(),
            "TOPIC_1",
            TOPIC,
            // One: the order is checked, too.
            "TOPIC_PARTITIONS",
            "1",
            "PAYMENTS_API_URL",
            api.url(),
            "POLL_INTERVAL",
            "20ms",
            // Long enough for an honest answer on a loaded machine: one that came too late is lost.
            "API_TIMEOUT",
            "8s",
            "API_MAX_BODY",
            String.valueOf(MAX_BODY),
            "PRODUCER_JOURNAL",
            folder.resolve("journal").toString());
    return DaemonThread.start(
        "producer",
        stop -> Producer.run(ProducerConfig.from(new Options(Map.of(), environment)), stop));
  }

  private static RawApi.Act payment(String transNum) {
    return RawApi.ok(
        (RawApi.COLUMNS + "[[42,1.10,\"" + transNum + "\",1730133730257]]}").getBytes(UTF_8));
  }

  private static List<String> transNums(SandboxKafka kafka) {
    return TopicContents.committed(kafka.address(), TOPIC).stream()
        .map(record -> ((Payment) reader.readOne(record.value())).id().transNum())
        .toList();
  }

  private static List<String> rejectedBodies(SandboxKafka kafka) {
    return TopicContents.committed(kafka.address(), TOPIC + "_rejected").stream()
        .map(record -> text(record.value()))
        .toList();
  }

  /** Bytes, comparable and readable. */
  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
