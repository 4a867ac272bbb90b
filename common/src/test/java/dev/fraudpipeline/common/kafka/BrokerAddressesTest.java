package dev.fraudpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressesTest {
  @Test
  void brokersAreNamedByHostAndPortAlone() {
    Map<String, String> properties =
        properties(" SASL_SSL://one.example.com:9092 ,[::1]:9093,10.0.0.1:9094");

    assertThat(BrokerAddresses.areIn(properties)).isTrue();
    assertThat(BrokerAddresses.bare(properties))
        .isEqualTo("one.example.com:9092,[::1]:9093,10.0.0.1:9094");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "", " ", ",", "one:9092,", "one:9092,two", "one:port", "one:123456"})
  void whatIsNoHostWithAPortIsNone(String servers) {
    assertThat(BrokerAddresses.areIn(properties(servers))).isFalse();
  }

  @Test
  void withoutThePropertyThereIsNone() {
    assertThat(BrokerAddresses.areIn(Map.of())).isFalse();
    assertThat(BrokerAddresses.bare(Map.of())).isEmpty();
  }

  @Test
  void credentialsInAnAddressAreNotRepeated() {
    Map<String, String> properties = properties("user:hunter2@broker:9092,other:9092");

    assertThat(BrokerAddresses.areIn(properties)).isFalse();
    assertThat(BrokerAddresses.bare(properties)).isEqualTo("other:9092");
  }

  private static Map<String, String> properties(String servers) {
    return Map.of("bootstrap.servers", servers);
  }
}
