package dev.fraudpipeline.producer;

import static dev.fraudpipeline.producer.ProducerStage.DEFINITELY_TOO_SLOW;
import static dev.fraudpipeline.producer.ProducerStage.awaitServed;
import static dev.fraudpipeline.producer.ProducerStage.served;
import static dev.fraudpipeline.producer.ProducerStage.servedIds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.sandbox.api.PaymentsApi;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.part.SandboxPart;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The producer while the API or the broker is broken, in each way that they can be. */
@Timeout(300)
final class OutageIT {
  @TempDir Path folder;
  private ProducerStage stage;

  @BeforeEach
  void setTheStage() {
    stage = new ProducerStage(folder);
  }

  @ParameterizedTest
  @EnumSource(PartFault.class)
  void aBrokenApiLosesNothing(PartFault fault) throws IOException {
    try (PaymentsApi api = PaymentsApi.start(stage.api())) {
      faultInTheMiddle(api, api, fault);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PartFault.class,
      names = {"AWAY", "HANG"})
  void whileKafkaIsAwayPollingGoesOnAndNothingIsLost(PartFault fault) throws IOException {
    try (PaymentsApi api = PaymentsApi.start(stage.api())) {
      faultInTheMiddle(api, stage.kafka(), fault);
    }
  }

  private void faultInTheMiddle(PaymentsApi api, SandboxPart broken, PartFault fault)
      throws IOException {
    // Given
    DaemonThread producer = stage.producer(api, "?n=3");
    awaitServed(api, 30, producer);
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> !stage.sent().isEmpty());

    // When
    broken.inflict(fault);
    try {
      if (broken == stage.kafka()) {
        awaitServed(api, served(api) + 100, producer);
      } else {
        await()
            .pollDelay(Duration.ofSeconds(3))
            .atMost(DEFINITELY_TOO_SLOW)
            .until(() -> producer.status().isEmpty());
      }
    } finally {
      broken.heal();
    }

    // Then
    Set<PaymentId> servedMeanwhile = servedIds(api);
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .until(() -> Set.copyOf(stage.sentIds()).containsAll(servedMeanwhile));
    assertThat(stage.sentIds()).as("what one client sends, it sends once").doesNotHaveDuplicates();
    awaitServed(api, served(api) + 30, producer);
    producer.close();
    // What could not be delivered in time goes first at the next start.
    api.inflict(PartFault.AWAY);
    try (DaemonThread next = stage.producer(api, "?n=3")) {
      stage.awaitServedInTopic(api);
      assertThat(next.status()).isEmpty();
    }
  }
}
