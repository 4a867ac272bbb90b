package dev.fraudpipeline.benchmark.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.benchmark.run.PlainProgram;
import org.junit.jupiter.api.Test;

class ProducerPerfTestTest {
  @Test
  void theSteadyRateOfTheLastLineCounts() {
    // Given
    String output =
        """
        50001 records sent, 10000.2 records/sec (5.01 MB/sec), 12.0 ms avg latency, 99.0 ms max latency.
        100000 records sent, 120000.5 records/sec (57.22 MB/sec), 12.0 ms avg latency, 150.00 ms max latency, 5 ms 50th, 20 ms 95th, 99 ms 99th, 150 ms 99.9th.
        95000 steady state records sent, 123456.79 records/sec (58.87 MB/sec), 12.0 ms avg latency, 150.00 ms max latency, 5 ms 50th, 20 ms 95th, 99 ms 99th, 150 ms 99.9th.
        """;

    // When, Then
    assertThat(PlainProgram.rate(output, ProducerPerfTest.RATE)).hasValue(123_456.79);
    assertThat(
            PlainProgram.rate(
                "org.apache.kafka.common.errors.TimeoutException", ProducerPerfTest.RATE))
        .isEmpty();
  }
}
