package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sink.Predictions;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the encoding whose every case can be tried without a server. */
class FieldEncoderTest {
  private static final LocalDate POSTGRES_EPOCH = LocalDate.of(2000, 1, 1);

  private final FieldEncoder encoder = new FieldEncoder();
  private final PaymentParser reader = new PaymentParser();
  private final ByteBuffer out = ByteBuffer.allocate(1_024);

  @Test
  void everyDayOfTheCalendarsWholeCycleIsRight() {
    for (LocalDate day = LocalDate.of(1900, 1, 1); day.getYear() <= 2300; day = day.plusDays(1)) {
      // When
      ByteBuffer written = written("\"1968-03-19\"", "\"" + day + "\"", Column.DOB);

      // Then
      assertThat(written.getInt()).isEqualTo(4);
      assertThat(POSTGRES_EPOCH.plusDays(written.getInt())).isEqualTo(day);
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 7, -1, 999_999_999_999_999_999L, Long.MAX_VALUE, -Long.MAX_VALUE, Long.MIN_VALUE})
  void integersOf64BitsKeepAllTheirDigits(long value) {
    // When
    ByteBuffer written = written("4992346398065154184", Long.toString(value), Column.CC_NUM);

    // Then
    assertThat(written.getInt()).isEqualTo(8);
    assertThat(written.getLong()).isEqualTo(value);
  }

  private ByteBuffer written(String usual, String json, Column column) {
    byte[] message = Predictions.message("t", 0).replace(usual, json).getBytes(UTF_8);
    out.clear();
    encoder.write((Payment) reader.readOne(message), column, out);
    return out.flip();
  }
}
