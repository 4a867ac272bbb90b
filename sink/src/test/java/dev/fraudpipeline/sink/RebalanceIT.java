package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Partitions that change hands while they are read, and a Kafka that goes away. */
@ExtendWith(SharedServers.class)
class RebalanceIT {
  private static final int SINKS = 3;

  @Test
  void everyPaymentIsOneRowThoughThreeSinksComeAndGoWhileWriting(Surroundings around)
      throws Exception {
    // Given
    long seed = System.nanoTime();
    System.out.println("RebalanceIT: seed " + seed);
    Random random = new Random(seed);
    around.environment().put("SINK_BATCH_SIZE", "50");
    List<RunningSink> sinks = new ArrayList<>();
    Stream.generate(() -> new RunningSink(around.environment())).limit(SINKS).forEach(sinks::add);
    int sent = 0;
    await().atMost(Surroundings.DEFINITELY_TOO_SLOW).until(() -> around.members().size() == SINKS);

    // When
    for (int change = 0; change < 5; change++) {
      int victim = random.nextInt(SINKS);
      around.send(sent, 1_500);
      int before = sent;
      sent += 1_500;
      // In the middle of what was just sent.
      around.awaitRows(sinks.get(victim), before + 1);
      assertThat(sinks.get(victim).stop()).isZero();
      sinks.set(victim, new RunningSink(around.environment()));
    }

    // Then
    around.awaitRows(sinks.get(0), sent);
    around.awaitCommitted(sent);
    sinks.forEach(RunningSink::stop);
    around.assertExactly(sent);
  }

  @Test
  void everyPaymentIsOneRowThoughKafkaWasGone(Surroundings around, SandboxKafka kafka)
      throws Exception {
    // Given
    try (RunningSink sink = new RunningSink(around.environment())) {
      around.send(0, 1_000);
      around.awaitRows(sink, 100);

      // When
      kafka.inflict(PartFault.AWAY);
      sink.assertRunsFor(Duration.ofSeconds(2));
      kafka.heal();
      around.send(1_000, 1_000);

      // Then
      around.awaitRows(sink, 2_000);
      around.awaitCommitted(2_000);
    }
    around.assertExactly(2_000);
  }
}
