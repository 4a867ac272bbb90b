package dev.fraudpipeline.sandbox.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricSamplesTest {
  private static final MetricSamples SAMPLES =
      MetricSamples.parse(
          """
          # HELP fraud_sink_rejected_total Records rejected to the topic for them.
          # TYPE fraud_sink_rejected_total counter
          fraud_sink_rejected_total{code="bad_value"} 3.0
          fraud_sink_rejected_total{code="unreadable"} 1.0
          fraud_sink_rejected_totality 9.0
          fraud_sink_backlog_records 1.7E3
          jvm_limit{area="heap"} +Inf
          """);

  @Test
  void theSeriesOfAMetricAreAddedUp() {
    assertThat(SAMPLES.sum("fraud_sink_rejected_total")).hasValue(4);
    assertThat(SAMPLES.sum("fraud_sink_rejected_total", "code=\"unreadable\"")).hasValue(1);
    assertThat(SAMPLES.sum("fraud_sink_backlog_records")).hasValue(1_700);
  }

  @Test
  void aMetricThatIsAbsentIsNotZero() {
    assertThat(SAMPLES.sum("fraud_sink_records_read_total")).isEmpty();
  }
}
