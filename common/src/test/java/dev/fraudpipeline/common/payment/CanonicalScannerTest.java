package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way to a payment leads to the same payment as the general one, or nowhere. */
class CanonicalScannerTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int DOCUMENTS = 50_000;

  private final Random random = new Random(SEED);
  private final PaymentParser reader = new PaymentParser();

  @Test
  void aDocumentThatIsSpelledAsThePipelineSpellsItIsThePayment() {
    // Given
    byte[] document = Documents.payment().flatBytes();

    // When
    ParsedRow row = reader.readOne(document);

    // Then
    assertThat(row)
        .isInstanceOfSatisfying(
            Payment.class, payment -> assertThat(payment.json()).isSameAs(document));
  }

  @Test
  void aDocumentBeforeItsPredictionIsAPaymentToo() {
    // Given
    byte[] document = Documents.payment().without("is_fraud").flatBytes();

    // When
    Optional<Payment> payment = CanonicalScanner.read(document);

    // Then
    assertThat(payment.orElseThrow().isNull(Column.IS_FRAUD)).isTrue();
    assertThat(payment.orElseThrow().json()).isSameAs(document);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"merchant", "first", "zip", "lat", "city_pop", "job", "dob", "merch_long"})
  void aNullThatMayBeThereStays(String column) {
    // Given
    byte[] document = Documents.payment().with(column, "null").flatBytes();

    // When
    Optional<Payment> payment = CanonicalScanner.read(document);

    // Then
    assertThat(payment.orElseThrow().isNull(Column.named(column).orElseThrow())).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "trans_num | null",
        "trans_num | \"\"",
        "trans_num | \" x\"",
        "cc_num | null",
        "cc_num | 9223372036854775808",
        "cc_num | 0123",
        "cc_num | \"4855488158131690372\"",
        "amt | null",
        "amt | 1e2",
        "amt | 01.5",
        "amt | -00.5",
        "amt | 1.",
        "amt | .5",
        "amt | 12345678901234567",
        "amt | 1.00000000001",
        "trans_date_trans_time | null",
        "trans_date_trans_time | \"2024-02-30 00:00:00\"",
        "trans_date_trans_time | \"2024-10-28T16:58:04\"",
        "unix_time | null",
        "unix_time | 1730134684000",
        "unix_time | 173013468.0",
        "dob | \"1993-9-29\"",
        "first | \"Jos\u00e9\"",
        "first | \"O\\u0027Brien\"",
        "first | 7",
        "zip | 5654.0",
        "zip | -0",
        "zip | 9999999999",
        "is_fraud | null",
        "is_fraud | true",
        "is_fraud | 2",
        "lat | NaN",
        "lat | nullnull",
        "zip | [1]"
      })
  void anotherSpellingIsLeftToTheGeneralWay(String column, String json) {
    // Given
    String document = Documents.payment().with(column, json).flat();

    // When
    Optional<Payment> payment = CanonicalScanner.read(document.getBytes(UTF_8));

    // Then
    assertThat(payment).isEmpty();
  }

  @Test
  void anotherShapeIsLeftToTheGeneralWay() {
    // Given
    String flat = Documents.payment().flat();
    List<String> others =
        List.of(
            "",
            "{}",
            " " + flat,
            flat + " ",
            flat + "}",
            flat.substring(0, flat.length() - 1),
            flat.replace(",", ", "),
            flat.replace("\"is_fraud\":0", "\"is_fraud\":0,\"more\":1"),
            flat.replace("\"zip\":5654,", ""),
            "[" + flat + "]");

    // When
    List<Optional<Payment>> payments =
        others.stream().map(other -> CanonicalScanner.read(other.getBytes(UTF_8))).toList();

    // Then
    assertThat(payments).allMatch(Optional::isEmpty);
  }

  @Test
  void aDocumentThatEndsTooSoonIsLeftToTheGeneralWay() {
    // Given
    byte[] document = Documents.payment().flatBytes();

    // When
    List<Optional<Payment>> payments =
        IntStream.range(0, document.length)
            .mapToObj(length -> CanonicalScanner.read(Arrays.copyOf(document, length)))
            .toList();

    // Then
    assertThat(payments).allMatch(Optional::isEmpty);
  }

  @Test
  void whateverItTakesTheGeneralWayTakesAsTheSamePayment() {
    System.out.println("CanonicalScannerTest: -Dseed=" + SEED);
    byte[] canonical = Documents.payment().flatBytes();
    byte[] letters = "0123456789-.,:\"{}\\ enulTt\u00e9\u0001".getBytes(UTF_8);
    int taken = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      // Given
      byte[] document = canonical.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        document[random.nextInt(document.length)] = letters[random.nextInt(letters.length)];
      }

      // When
      Optional<Payment> payment = CanonicalScanner.read(document);

      // Then
      if (payment.isPresent()) {
        taken++;
        List<ParsedRow> general = reader.readAll(document);
        assertThat(general).as("seed %d: %s", SEED, new String(document, UTF_8)).hasSize(1);
        assertThat(general.get(0)).isInstanceOf(Payment.class);
        Payment same = (Payment) general.get(0);
        assertThat(same.json()).isEqualTo(payment.get().json());
        for (Column column : Column.ALL) {
          assertThat(same.from(column)).isEqualTo(payment.get().from(column));
          assertThat(same.to(column)).isEqualTo(payment.get().to(column));
        }
      }
    }
    assertThat(taken).as("documents taken, seed %d", SEED).isBetween(DOCUMENTS / 20, DOCUMENTS);
  }
}
