package dev.fraudpipeline.producer.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

final class KafkaRefusalTest {

  @Test
  void whatOperatorsCanMendIsSaidWithTheTopicAndTheRemedy() {
    assertThat(KafkaRefusal.of("topic_1", new TopicAuthorizationException("topic_1")))
        .hasMessageContaining("write to topic topic_1: grant WRITE");
    assertThat(
            KafkaRefusal.of(
                "topic_1", new KafkaException(new ClusterAuthorizationException("denied"))))
        .hasMessageContaining("write to topic topic_1: grant WRITE");
    assertThat(KafkaRefusal.of("topic_1", new SaslAuthenticationException("no")))
        .hasMessageContaining("SASL_USERNAME");
    assertThat(KafkaRefusal.of("topic_1", new UnknownTopicOrPartitionException()))
        .hasMessageContaining("there is no topic topic_1: create it");
    assertThat(KafkaRefusal.of("topic_1", new InvalidTopicException()))
        .hasMessageContaining("there is no topic topic_1: create it");
  }

  @Test
  void anythingElseMeansThatTheClientHasFailed() {
    assertThatThrownBy(() -> KafkaRefusal.of("topic_1", new CorruptRecordException("bits")))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("sending failed: bits");
  }
}
