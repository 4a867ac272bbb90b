package dev.fraudpipeline.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.ParsedRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.RejectionCode;
import dev.fraudpipeline.producer.delivery.AnswerProgress;
import dev.fraudpipeline.producer.delivery.OutgoingRecord;
import dev.fraudpipeline.producer.delivery.RecordFactory;
import dev.fraudpipeline.producer.journal.JournaledAnswer;
import dev.fraudpipeline.producer.journal.OversizedRecords;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of made-up bodies, from the answer to the records that Kafka is given: each row becomes
 * the right record or a clear rejection, and never an exception. Prints its seed; {@code
 * -Dseed=...} repeats a run.
 */
final class HostileAnswersTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int ANSWERS = 2_500;

  private static final Set<String> CODES =
      Stream.of(RejectionCode.UNREADABLE, RejectionCode.MISSING_COLUMN, RejectionCode.BAD_VALUE)
          .map(RejectionCode::headerText)
          .collect(Collectors.toSet());

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final PrintStream stderr = System.err;
  private RecordFactory factory;
  private long answers;

  @BeforeEach
  void prepare() {
    System.out.println("HostileAnswersTest: -Dseed=" + SEED);
    // Every rejection is a line of the log, and there are thousands.
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    factory =
        new RecordFactory(
            "topic_1",
            new RejectedRecords("topic_1", "producer", Clock.systemUTC()),
            new OversizedRecords(folder));
  }

  @AfterEach
  void letTheLogOn() {
    System.setErr(stderr);
  }

  @Test
  void everyRowBecomesTheRightRecordOrARejection() {
    int sent = 0;
    for (int i = 0; i < ANSWERS; i++) {
      MadeAnswer made = MadeAnswer.of(random);

      List<ProducerRecord<byte[], byte[]>> records = records(made.body());

      assertThat(records).as(this::seed).hasSameSizeAs(made.expected());
      for (int row = 0; row < records.size(); row++) {
        String expected = made.expected().get(row);
        if (expected == null) {
          assertRejected(records.get(row), made.body(), records.size() == 1);
        } else {
          sent++;
          assertThat(records.get(row).topic()).as(this::seed).isEqualTo("topic_1");
          assertThat(text(records.get(row).value())).as(this::seed).isEqualTo(expected);
        }
      }
      assertThat(ids(records)).as(this::seed).doesNotHaveDuplicates();
    }
    assertThat(sent).as("good rows, seed %d", SEED).isBetween(ANSWERS / 4, ANSWERS * 4);
  }

  @Test
  void aBodyThatIsCutOrFollowedByMoreIsRejectedByteForByte() {
    for (int i = 0; i < ANSWERS / 2; i++) {
      byte[] body = MadeAnswer.of(random).body();
      byte[] broken =
          random.nextBoolean()
              ? Arrays.copyOf(body, random.nextInt(body.length))
              : (text(body) + "]x,{\"".charAt(random.nextInt(5))).getBytes(UTF_8);

      List<ProducerRecord<byte[], byte[]>> records = records(broken);

      assertThat(records).as(this::seed).hasSize(1);
      assertRejected(records.get(0), broken, true);
    }
  }

  @Test
  void nestingBeyondAllReasonIsRejectedByteForByte() {
    for (int depth : List.of(2_000, 200_000)) {
      byte[] body = (RawApi.COLUMNS + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(UTF_8);

      List<ProducerRecord<byte[], byte[]>> records = records(body);

      assertThat(records).hasSize(1);
      assertRejected(records.get(0), body, true);
    }
  }

  @Test
  void bodiesWithRandomDamageAreReadOrRejected() {
    for (int i = 0; i < ANSWERS; i++) {
      byte[] body = MadeAnswer.of(random).body();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      }

      List<ProducerRecord<byte[], byte[]>> records = records(body);

      for (ProducerRecord<byte[], byte[]> record : records) {
        if (record.topic().equals("topic_1")) {
          assertThat(record.key()).as(this::seed).isNotEmpty();
        } else {
          assertRejected(record, body, records.size() == 1);
        }
      }
    }
  }

  /** The records that Kafka would be given for an answer, in order. */
  private List<ProducerRecord<byte[], byte[]>> records(byte[] body) {
    JournaledAnswer answer =
        new JournaledAnswer(answers++, UUID.randomUUID(), 1_730_133_730_257L, body.clone());
    AnswerProgress progress = new AnswerProgress(answer);
    List<ParsedRow> rows;
    try {
      rows = factory.rows(answer);
    } catch (RuntimeException e) {
      throw new AssertionError(seed() + ": " + text(body), e);
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      OutgoingRecord outgoing =
          rows.get(i) instanceof Payment payment
              ? factory.payment(progress, i, payment)
              : factory.rejected(progress, i, (InvalidRow) rows.get(i));
      records.add(outgoing.record());
    }
    return records;
  }

  private void assertRejected(ProducerRecord<byte[], byte[]> record, byte[] body, boolean whole) {
    assertThat(record.topic()).as(this::seed).isEqualTo("topic_1_rejected");
    assertThat(PipelineHeaders.text(record.headers(), PipelineHeaders.REJECTED_CODE)).isPresent();
    assertThat(CODES)
        .contains(
            PipelineHeaders.text(record.headers(), PipelineHeaders.REJECTED_CODE).orElseThrow());
    assertThat(
            PipelineHeaders.text(record.headers(), PipelineHeaders.REJECTED_REASON).orElseThrow())
        .as(this::seed)
        .isNotBlank()
        .hasSizeLessThan(200);
    if (whole) {
      assertThat(record.value()).as(this::seed).isEqualTo(body);
    }
  }

  private static List<String> ids(List<ProducerRecord<byte[], byte[]>> records) {
    return records.stream()
        .flatMap(
            record -> PipelineHeaders.text(record.headers(), PipelineHeaders.REJECTED_ID).stream())
        .toList();
  }

  private String seed() {
    return "seed " + SEED;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
