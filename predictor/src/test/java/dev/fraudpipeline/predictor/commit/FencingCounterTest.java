package dev.fraudpipeline.predictor.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.lifecycle.StartFailedException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class FencingCounterTest {
  private long now;
  private final FencingCounter fencings = new FencingCounter(() -> now);

  @Test
  void threeWithinAMinuteAreTooMany() {
    fencings.fenced("i");
    now += Duration.ofSeconds(30).toNanos();
    fencings.fenced("i");
    now += Duration.ofSeconds(30).toNanos();

    assertThatThrownBy(() -> fencings.fenced("i"))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("INSTANCE_ID i");
  }

  @Test
  void fencingsThatAreFarApartAreForgotten() {
    for (int i = 0; i < 10; i++) {
      now += Duration.ofSeconds(31).toNanos();
      assertThatCode(() -> fencings.fenced("i")).doesNotThrowAnyException();
    }
  }

  @Test
  void whateverBrokersSayToOneWhosePlaceIsTakenIsAFencing() {
    List<KafkaException> said =
        List.of(
            new ProducerFencedException("to a request"),
            new InvalidProducerEpochException("to records"),
            new InvalidTxnStateException("to a commit, the transaction being aborted already"),
            new FencedInstanceIdException("to a member"));

    assertThat(said).allMatch(FencingCounter::isFencing);
    assertThat(said).allMatch(e -> FencingCounter.isFencing(new KafkaException("wrapped", e)));
    assertThat(FencingCounter.isFencing(new KafkaException(new TimeoutException("late"))))
        .isFalse();
  }
}
