package dev.fraudpipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.api.ServedLog;
import dev.fraudpipeline.sandbox.chaos.ChaosDose;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.JarCommand;
import dev.fraudpipeline.sandbox.process.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The producer's own jar is killed at random moments, with Kafka there or away: what the API served
 * is in topic_1, but for the one answer in flight at each kill, and in order.
 */
final class ProducerChaosIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(3);
  private static final String TOPIC = "chaos";
  private static final int ROWS = 3;

  @TempDir Path folder;
  private final ChaosDose dose = ChaosDose.usually(5, Duration.ofSeconds(10));
  private final Random random = dose.random();
  private final PaymentParser parser = new PaymentParser();

  /** Places in the order of serving where a kill may have cost an answer. */
  private final List<Gap> gaps = new ArrayList<>();

  @Test
  void aKillCostsAtMostTheAnswerInFlight() throws Exception {
    System.out.println("ProducerChaosIT: " + dose);
    try (SandboxKafka kafka = SandboxKafka.start(folder.resolve("kafka"), 0);
        PaymentsApi api =
            PaymentsApi.start(
                PaymentsApi.Options.in(folder.resolve("api")).withCallsPerMinute(0))) {
      // When
      JarCommand command = command(kafka, api);
      long began = System.nanoTime();
      for (int kills = 0; !dose.isGiven(kills, began); kills++) {
        if (random.nextInt(3) == 0) {
          kafka.inflict(random.nextBoolean() ? PartFault.AWAY : PartFault.HANG);
        } else {
          kafka.heal();
        }
        liveAndDie(command, api);
      }
      kafka.heal();
      liveAndEnd(command, api, kafka);

      // Then
      assertThat(TopicContents.committed(kafka.address(), TOPIC + "_rejected")).isEmpty();
      balance(served(api), TopicContents.committed(kafka.address(), TOPIC));
    }
  }

  private void liveAndDie(JarCommand command, PaymentsApi api) throws Exception {
    try (JarProcess producer = JarProcess.start(command)) {
      long before = callCount(api);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> callCount(api) > before || !producer.isAlive());
      assertThat(producer.awaitEnd(Duration.ofMillis(random.nextInt(2_000))))
          .as("ends only when killed")
          .isEmpty();
      int from = Math.max(0, served(api).size() - 1);
      producer.kill();
      // An answer may still be on its way to the one that is dead.
      await().atMost(DEFINITELY_TOO_SLOW).until(() -> isQuiet(api));
      gaps.add(new Gap(from / ROWS * ROWS, served(api).size()));
    }
  }

  private void liveAndEnd(JarCommand command, PaymentsApi api, SandboxKafka kafka)
      throws Exception {
    try (JarProcess producer = JarProcess.start(command)) {
      int enough = served(api).size() + 30;
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> !producer.isAlive() || served(api).size() > enough);
      // What earlier lives have left is sent first.
      PaymentId late = served(api).get(enough);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> !producer.isAlive() || sent(kafka).contains(late));
      assertThat(producer.isAlive()).as("runs on: %s", log()).isTrue();
      // The little that came since is sent once it is told to stop: Kafka is there.
      assertThat(producer.terminate(Duration.ofSeconds(60))).isEqualTo(143);
    }
    assertThat(log()).doesNotContain("a fault of producer itself");
  }

  private void balance(List<PaymentId> served, List<ConsumerRecord<byte[], byte[]>> records) {
    Map<PaymentId, Integer> places = new HashMap<>();
    for (int i = 0; i < served.size(); i++) {
      places.putIfAbsent(served.get(i), i);
    }
    Map<Integer, Integer> lastPlaces = new HashMap<>();
    Set<PaymentId> arrived = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      PaymentId id = ((Payment) parser.readOne(record.value())).id();
      assertThat(places).as("served before it is sent").containsKey(id);
      if (arrived.add(id)) {
        int place = places.get(id);
        assertThat(lastPlaces.getOrDefault(record.partition(), -1))
            .as("order of partition %d, %s", record.partition(), dose)
            .isLessThan(place);
        lastPlaces.put(record.partition(), place);
      }
    }
    Set<Integer> lost = new HashSet<>();
    for (int i = 0; i < served.size(); i++) {
      if (!arrived.contains(served.get(i))) {
        lost.add(i);
      }
    }
    System.out.printf(
        "ProducerChaosIT: %d kills, %d payments served, %d records, %d payments in flight at a"
            + " kill%n",
        gaps.size(), served.size(), records.size(), lost.size());
    for (Gap gap : gaps) {
      Set<Integer> here = new HashSet<>(lost);
      here.removeIf(place -> place < gap.from() || place >= gap.to());
      assertThat(here.size()).as("lost at one kill, %s", dose).isLessThanOrEqualTo(ROWS);
      lost.removeAll(here);
    }
    assertThat(lost).as("lost apart from kills, %s", dose).isEmpty();
  }

  private JarCommand command(SandboxKafka kafka, PaymentsApi api) throws IOException {
    Path properties = folder.resolve("client.properties");
    Files.writeString(properties, "bootstrap.servers=" + kafka.address() + "\n");
    return ProducerProcess.in(
        folder,
        Map.of(
            "KAFKA_CONFIG",
            properties.toString(),
            "TOPIC_1",
            TOPIC,
            "TOPIC_PARTITIONS",
            "3",
            "PAYMENTS_API_URL",
            api.address() + "?n=" + ROWS,
            "POLL_INTERVAL",
            "10ms"));
  }

  private static List<PaymentId> served(PaymentsApi api) throws IOException {
    return ServedLog.read(api.servedLog()).stream()
        .map(served -> new PaymentId(served.transNum(), served.unixTime()))
        .toList();
  }

  private Set<PaymentId> sent(SandboxKafka kafka) {
    return TopicContents.committed(kafka.address(), TOPIC).stream()
        .map(record -> ((Payment) parser.readOne(record.value())).id())
        .collect(Collectors.toSet());
  }

  private static long callCount(PaymentsApi api) {
    return (long) api.status().get("calls");
  }

  /** Tells whether no answer is under way. */
  private static boolean isQuiet(PaymentsApi api) {
    return (long) api.status().get("underway") == 0;
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("producer.log"));
  }

  /** From the last answer that was complete before a kill to all that was served until then. */
  private record Gap(int from, int to) {}
}
