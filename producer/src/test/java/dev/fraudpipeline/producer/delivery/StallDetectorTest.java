package dev.fraudpipeline.producer.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

final class StallDetectorTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private boolean kafkaAnswers = true;
  private int questions;
  private final StallDetector stalls = new StallDetector(this::answers, MINUTE);

  private boolean answers() {
    questions++;
    return kafkaAnswers;
  }

  @Test
  void aClientIsGivenUpWhereKafkaAnswers() {
    assertThatThrownBy(() -> stalls.bear(MINUTE.plusSeconds(31)))
        .isInstanceOf(KafkaException.class)
        .hasMessage("nothing was acknowledged for 91 s, although Kafka answers");
  }

  @Test
  void aShortSilenceRaisesNoQuestion() throws Exception {
    stalls.bear(MINUTE.minusSeconds(1));

    assertThat(questions).isZero();
  }

  @Test
  void whileKafkaIsAwayAClientIsKeptAndTheQuestionRepeatedNowAndThen() throws Exception {
    // Given
    kafkaAnswers = false;

    // When
    stalls.bear(MINUTE);
    stalls.bear(MINUTE.plusSeconds(29));
    stalls.bear(MINUTE.plusSeconds(30));

    // Then
    assertThat(questions).isEqualTo(2);
    kafkaAnswers = true;
    stalls.bear(MINUTE.plusSeconds(59));
    assertGivenUpAfter(MINUTE.plusSeconds(60));
  }

  @Test
  void eachClientIsBorneForTwiceAsLongAsTheLast() throws Exception {
    assertGivenUpAfter(MINUTE);
    stalls.bear(MINUTE.multipliedBy(2).minusSeconds(1));
    assertGivenUpAfter(MINUTE.multipliedBy(2));
    stalls.bear(MINUTE.multipliedBy(4).minusSeconds(1));
    assertGivenUpAfter(MINUTE.multipliedBy(4));
  }

  @Test
  void noClientIsBorneForLongerThanAnHour() {
    for (int minutes = 1; minutes <= 32; minutes *= 2) {
      assertGivenUpAfter(Duration.ofMinutes(minutes));
    }

    assertGivenUpAfter(Duration.ofHours(1));
    assertGivenUpAfter(Duration.ofHours(1));
  }

  @Test
  void anAcknowledgementMakesThePatienceShortAgain() {
    assertGivenUpAfter(MINUTE);
    assertGivenUpAfter(MINUTE.multipliedBy(2));

    stalls.acknowledged();

    assertGivenUpAfter(MINUTE);
  }

  private void assertGivenUpAfter(Duration silence) {
    assertThatThrownBy(() -> stalls.bear(silence)).isInstanceOf(KafkaException.class);
  }
}
