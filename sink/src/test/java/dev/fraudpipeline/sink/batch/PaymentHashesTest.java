package dev.fraudpipeline.sink.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentParser;
import dev.fraudpipeline.sink.Predictions;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaymentHashesTest {
  private static final String LATER = "1592741666";

  @Test
  void onePaymentInCommonIsFoundFromBothSides() {
    // Given
    PaymentHashes one = identities(IntStream.range(0, 5_000).mapToObj(i -> message("a" + i)));
    PaymentHashes other =
        identities(
            Stream.concat(
                IntStream.range(0, 77).mapToObj(i -> message("b" + i)),
                Stream.of(message("a4321"))));

    // Then
    assertThat(one.sharesAnyWith(other)).isTrue();
    assertThat(other.sharesAnyWith(one)).isTrue();
  }

  @Test
  void anotherSpellingIsTheSamePayment() {
    // Given
    String spelled = "{\"unix_time\":\"1592741665000\", " + message("\\u0061b").substring(1);

    // Then
    assertThat(
            identities(Stream.of(message("ab")))
                .sharesAnyWith(
                    identities(Stream.of(spelled.replace(",\"unix_time\":1592741665", "")))))
        .isTrue();
  }

  @Test
  void theSameNumberAtAnotherTimeIsAnotherPayment() {
    // Given
    String later = message("a").replace("1592741665", LATER).replace("12:14:25", "12:14:26");

    // Then
    assertThat(identities(Stream.of(message("a"))).sharesAnyWith(identities(Stream.of(later))))
        .isFalse();
  }

  @Test
  void nothingIsSharedWithNothing() {
    assertThat(identities(Stream.of()).sharesAnyWith(identities(Stream.of()))).isFalse();
    assertThat(identities(Stream.of(message("a"))).sharesAnyWith(identities(Stream.of())))
        .isFalse();
    assertThat(identities(Stream.of()).sharesAnyWith(identities(Stream.of(message("a")))))
        .isFalse();
  }

  private static PaymentHashes identities(Stream<String> documents) {
    PaymentParser reader = new PaymentParser();
    var payments = documents.map(json -> (Payment) reader.readOne(json.getBytes(UTF_8))).toList();
    PaymentHashes identities = new PaymentHashes(payments.size());
    payments.forEach(identities::add);
    return identities;
  }

  private static String message(String transNum) {
    return Predictions.message(transNum, 1);
  }
}
