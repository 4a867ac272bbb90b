package dev.fraudpipeline.producer.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.kafka.TopicReachability;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class TopicReachabilityIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void leadersAnswerWhileKafkaIsThere() throws Exception {
    try (SandboxKafka kafka = SandboxKafka.start(folder.resolve("kafka"), 0)) {
      KafkaClients clients = clients(kafka);
      new TopicCreator(clients, 3, new StopSignal()).awaitAndCreate(List.of("topic_1"), List.of());

      // Asked more than once: on a busy machine an answer may be late, which counts as none.
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> TopicReachability.answers(clients, "topic_1"));
      kafka.inflict(PartFault.AWAY);
      assertThat(TopicReachability.answers(clients, "topic_1")).isFalse();
      kafka.heal();
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .until(() -> TopicReachability.answers(clients, "topic_1"));
    }
  }

  private KafkaClients clients(SandboxKafka kafka) throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "bootstrap.servers=" + kafka.address() + "\n");
    Options settings = new Options(Map.of(), Map.of("KAFKA_CONFIG", file.toString()));
    return new KafkaClients(KafkaClientConfig.read(settings, EnumSet.of(KafkaClientKind.ADMIN)));
  }
}
