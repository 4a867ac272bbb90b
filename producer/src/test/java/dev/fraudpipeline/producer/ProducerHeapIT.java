package dev.fraudpipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.api.ServedLog;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.JarProcess;
import dev.fraudpipeline.sandbox.process.MemoryProbe;
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
 * Kafka is away for an hour in quick motion: for as many answers as an hour brings at the default
 * interval, and for more bytes than the heap holds. The heap of 64 MiB is as full at its end as it
 * was soon after its beginning.
 */
final class ProducerHeapIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(4);
  private static final String TOPIC = "heap";
  private static final int PARTITIONS = 3;
  private static final long HEAP_BYTES = 64 << 20;
  private static final int ANSWERS_IN_AN_HOUR = 240;
  private static final int ROWS = 300;

  /** The window to Kafka is full, and so are the client's buffers. */
  private static final long EARLY_BYTES = HEAP_BYTES / 4;

  private static final long LATE_BYTES = HEAP_BYTES * 5 / 4;

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
        kafka.inflict(PartFault.AWAY);
        awaitJournal(EARLY_BYTES, producer);
        long served = ServedLog.read(api.servedLog()).size();
        long early = heapBytes(producer);
        awaitJournal(LATE_BYTES, producer);
        assertThat(ServedLog.read(api.servedLog()).size() - served)
            .isGreaterThan((long) ANSWERS_IN_AN_HOUR * ROWS);
        long late = heapBytes(producer);
        api.inflict(PartFault.AWAY);
        kafka.heal();

        // Then
        System.out.printf("ProducerHeapIT: %d bytes alive early, %d late%n", early, late);
        assertThat(late).isLessThan(early * 6 / 5);
        long payments =
            ServedLog.read(api.servedLog()).stream()
                .map(payment -> new PaymentId(payment.transNum(), payment.unixTime()))
                .distinct()
                .count();
        await()
            .atMost(DEFINITELY_TOO_SLOW)
            .until(() -> records(kafka) >= payments || !producer.isAlive());
        assertThat(producer.isAlive()).isTrue();
        assertThat(records(kafka)).isEqualTo(payments);
        await()
            .atMost(DEFINITELY_TOO_SLOW)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> journalBytes() < HEAP_BYTES);
      }
      assertThat(Files.readString(folder.resolve("producer.log"))).doesNotContain("OutOfMemory");
    }
  }

  private void awaitJournal(long bytes, JarProcess producer) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(IOException.class) // a file that was just deleted
        .until(() -> journalBytes() > bytes || !producer.isAlive());
    assertThat(producer.isAlive()).isTrue();
  }

  /** Alive after a collection: the least of some looks, since an answer may just be in hand. */
  private static long heapBytes(JarProcess producer) throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      least = Math.min(least, MemoryProbe.heapBytes(producer.pid()));
    }
    return least;
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
        api.address() + "?n=" + ROWS,
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

  /** The number of records in the topic: there are no transactions in it. */
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
