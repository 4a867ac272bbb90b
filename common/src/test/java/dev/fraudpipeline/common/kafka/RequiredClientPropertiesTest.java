package dev.fraudpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequiredClientPropertiesTest {

  @ParameterizedTest
  @CsvSource({
    "acks, all",
    "acks, ALL",
    "acks, -1",
    "enable.idempotence, true",
    "isolation.level, read_committed",
    "enable.auto.commit, false",
    "auto.offset.reset, earliest",
    "delivery.timeout.ms, 2147483647",
    "partitioner.ignore.keys, false",
    "linger.ms, 5",
    "retries, 2147483647"
  })
  void whatContradictsNothingIsAccepted(String key, String value) {
    assertThat(RequiredClientProperties.objection(key, value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "acks, 1",
    "acks, 0",
    "enable.idempotence, false",
    "isolation.level, read_uncommitted",
    "enable.auto.commit, true",
    "auto.offset.reset, latest",
    "auto.offset.reset, none",
    "delivery.timeout.ms, 120000",
    "partitioner.ignore.keys, true",
    "partitioner.class, org.apache.kafka.clients.producer.RoundRobinPartitioner"
  })
  void whatContradictsCorrectnessIsRefusedWithTheReason(String key, String value) {
    assertThat(RequiredClientProperties.objection(key, value))
        .hasValueSatisfying(
            why -> assertThat(why).startsWith(key + " must ").contains(value, ": else "));
  }

  @Test
  void anObjectionIsASentence() {
    assertThat(RequiredClientProperties.objection("acks", "1"))
        .contains(
            "acks must be -1 or all, but is \"1\": else a payment could be lost with one broker");
  }
}
