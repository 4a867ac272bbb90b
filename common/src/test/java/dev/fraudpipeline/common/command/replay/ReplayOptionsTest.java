package dev.fraudpipeline.common.command.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.config.InvalidConfigException;
import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.payment.Rejection;
import dev.fraudpipeline.common.payment.RejectionCode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class ReplayOptionsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T15:00:00Z");

  @Test
  void withoutOptionsAllIsMeantAtACautiousRate() {
    ReplayOptions options = options(Map.of());

    assertThat(options.codes()).isEmpty();
    assertThat(options.since()).isEmpty();
    assertThat(options.rate()).isEqualTo(1_000);
    assertThat(options.mostReplays()).isEqualTo(3);
    assertThat(options.again()).isFalse();
    assertThat(options.dryRun()).isFalse();
    assertThat(options.mean(rejected(RejectionCode.UNREADABLE))).isTrue();
  }

  @Test
  void codesAndTimeBothMustFit() {
    assertThat(
            options(Map.of("--code", "bad_value, unreadable"))
                .mean(rejected(RejectionCode.UNREADABLE)))
        .isTrue();
    assertThat(options(Map.of("--code", "bad_value")).mean(rejected(RejectionCode.UNREADABLE)))
        .isFalse();
    assertThat(
            options(Map.of("--since", "2026-11-25 15:00:00"))
                .mean(rejected(RejectionCode.BAD_VALUE)))
        .isTrue();
    assertThat(
            options(Map.of("--since", "2026-11-25 15:00:01"))
                .mean(rejected(RejectionCode.BAD_VALUE)))
        .isFalse();
  }

  @Test
  void aTimeIsADayASecondTheLogsSpellingOrHowLongAgo() throws InvalidOptionException {
    assertThat(since("2026-11-24")).isEqualTo("2026-11-24T00:00:00Z");
    assertThat(since("2026-11-24 10:15:30")).isEqualTo("2026-11-24T10:15:30Z");
    assertThat(since("2026-11-24T10:15:30.123Z")).isEqualTo("2026-11-24T10:15:30.123Z");
    assertThat(since("90m")).isEqualTo("2026-11-25T13:30:00Z");
    for (String wrong : new String[] {"2026-02-30", "yesterday", "0s", "5d", "2026-11-24 10:15"}) {
      assertThatThrownBy(() -> since(wrong)).as(wrong).isInstanceOf(InvalidOptionException.class);
    }
  }

  @Test
  void mistakesAreToldAllAtOnce() {
    Options settings =
        new Options(Map.of("--code", "unreadble", "--rate", "0", "--since", "5d"), Map.of());

    assertThatThrownBy(
            () -> {
              ReplayOptions unused = ReplayOptions.from(settings);
              settings.throwIfInvalid();
            })
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("--code must be some of unreadable,")
        .hasMessageContaining("--rate must be")
        .hasMessageContaining("--since must be");
  }

  private static Instant since(String text) throws InvalidOptionException {
    return ReplayOptions.since(text, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static ReplayOptions options(Map<String, String> given) {
    return ReplayOptions.from(new Options(given, Map.of()));
  }

  private static RejectedRecord rejected(RejectionCode code) {
    ProducerRecord<byte[], byte[]> record =
        new RejectedRecords("topic_1", "predictor", Clock.fixed(NOW, ZoneOffset.UTC))
            .of("topic_1-0@1", new Rejection(code, "for a test"), null, new byte[0]);
    return RejectedRecord.of(
            new ConsumerRecord<>(
                "topic_1_rejected",
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                record.value(),
                new RecordHeaders(record.headers()),
                Optional.empty()))
        .orElseThrow();
  }
}
