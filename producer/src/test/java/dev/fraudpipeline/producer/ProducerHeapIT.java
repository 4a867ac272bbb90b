package dev.fraudpipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.schema.PaymentId;
import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.api.ServedLog;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka is away for as long as it takes to fetch more than the heap: more than any hour of real
 * polling, at 240 answers of one row, brings.
 */
final class ProducerHeapIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(4);
  private static final String TOPIC = "heap";
  private static final int PARTITIONS = 3;
  private static final long HEAP_BYTES = 64 << 20;

  @TempDir Path folder;

  @Test
  void anOutageOfKafkaFillsTheJournalAndNotTheHeap() throws Exception {
    try (SandboxKafka kafka = SandboxKafka.start(folder.resolve("kafka"), 0);
        PaymentsApi api =
            PaymentsApi.start(
                PaymentsApi.Options.in(folder.resolve("api")).withCallsPerMinute(0))) {
      // Given
      try (JarProcess producer =
          JarProcess.start(ProducerProcess.in(folder, settings(kafka, api)))) {
        await().atMost(DEFINITELY_TOO_SLOW).until(() -> records(kafka) > 0);

        // When
        kafka.inflict(Fault.AWAY);
        await()
            .atMost(DEFINITELY_TOO_SLOW)
            .ignoreExceptionsInstanceOf(IOException.class) // a file that was just deleted
            .until(() -> journalBytes() > HEAP_BYTES * 5 / 4 || !producer.isAlive());
        api.inflict(Fault.AWAY);
        kafka.heal();

        // Then
        long served =
            ServedLog.read(api.servedLog()).stream()
                .map(payment -> new PaymentId(payment.transNum(), payment.unixTime()))
                .distinct()
                .count();
        await()
            .atMost(DEFINITELY_TOO_SLOW)
            .until(() -> records(kafka) >= served || !producer.isAlive());
        assertThat(producer.isAlive()).isTrue();
        assertThat(records(kafka)).isEqualTo(served);
        await()
            .atMost(DEFINITELY_TOO_SLOW)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> journalBytes() < HEAP_BYTES);
      }
      assertThat(Files.readString(folder.resolve("producer.log"))).doesNotContain("OutOfMemory");
    }
  }

  private Map<String, String> settings(SandboxKafka kafka, PaymentsApi api) throws IOException {
    Path properties = folder.resolve("client.properties");
    Files.writeString(properties, "bootstrap.servers=" + kafka.address() + "\n");
    return Map.of(
        "KAFKA_CONFIG",
        properties.toString(),
        "TOPIC_1",
        TOPIC,
        "TOPIC_PARTITIONS",
        String.valueOf(PARTITIONS),
        "PAYMENTS_API_URL",
        api.address() + "?n=2000",
        "POLL_INTERVAL",
        "10ms");
  }

  private long journalBytes() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("producer-journal"))) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** How many the topic holds: there are no transactions in it. */
  private static long records(SandboxKafka kafka) throws InterruptedException {
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(TOPIC, p)).toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      return admin
          .listOffsets(
              partitions.stream()
                  .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest())))
          .all()
          .get()
          .values()
          .stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    } catch (ExecutionException e) {
      // Kafka is just coming back, or the topic is not there yet.
      return 0;
    }
  }
}
