package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Records that no table takes, or that this one does not: each is rejected, and nothing else is.
 */
@ExtendWith(SharedServers.class)
class BadRecordsIT {
  private static final String NUMBER = "must be a number with at most 15 digits before the point";
  private static final String REFUSED = "the table does not take it: ";

  /** Personal data of {@link Predictions}' payment, none of which may be in a reason or a line. */
  private static final List<String> PERSONAL =
      List.of("O'Brien", "351 Darlene", "1968-03-19", "4992346398065154184");

  /** What is wrong with a record, and what is said of it. */
  private record Bad(String value, String code, String reason) {}

  @Test
  void ofABatchWithEveryKindOfBadRecordTheRestIsStored(Surroundings around) throws Exception {
    // Given
    long seed = System.nanoTime();
    System.out.println("BadRecordsIT: seed " + seed);
    around.send(1_000, 1);
    try (RunningSink sink = new RunningSink(around.environment())) {
      around.awaitRows(sink, 1);
    }
    around
        .psql()
        .execute(
            "ALTER TABLE %1$s ADD CHECK (trans_num NOT LIKE 'refused%%');".formatted(around.table())
                + "ALTER TABLE %s ADD CHECK (amt < 1000000)".formatted(around.table()));
    Map<String, Bad> bad = badRecords();
    List<ProducerRecord<byte[], byte[]>> records =
        new ArrayList<>(Predictions.records(around.name(), 0, 60));
    bad.forEach((key, what) -> records.add(record(around, key, what.value())));
    records.addAll(Predictions.records(around.name(), 10, 5));
    Collections.shuffle(records, new Random(seed));
    around.environment().put("SINK_BATCH_SIZE", "1000");
    around.environment().put("SINK_BATCH_WAIT", "1s");
    around.send(records);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;

    // When
    System.setErr(new PrintStream(said, true, UTF_8));
    try (RunningSink sink = new RunningSink(around.environment())) {
      around.awaitRows(sink, 61);
      around.awaitCommitted(1 + records.size());
    } finally {
      System.setErr(before);
    }

    // Then
    assertThat(around.rows()).isEqualTo(61);
    List<ConsumerRecord<byte[], byte[]>> rejected = around.rejected();
    assertThat(rejected)
        .extracting(record -> record.key() == null ? "null" : new String(record.key(), UTF_8))
        .containsExactlyInAnyOrderElementsOf(bad.keySet());
    for (ConsumerRecord<byte[], byte[]> record : rejected) {
      String key = new String(record.key(), UTF_8);
      Bad what = bad.get(key);
      assertThat(header(record, "rejected_code")).as(key).isEqualTo(what.code());
      assertThat(header(record, "rejected_reason")).as(key).startsWith(what.reason());
      assertThat(header(record, "rejected_stage")).isEqualTo("sink");
      assertThat(header(record, "rejected_id")).matches(around.name() + "-\\d@\\d+");
      assertThat(header(record, "rejected_reason")).doesNotContain(PERSONAL);
      assertThat(record.value() == null ? null : new String(record.value(), UTF_8))
          .isEqualTo(what.value());
    }
    assertThat(rejected)
        .extracting(record -> header(record, "rejected_id"))
        .doesNotHaveDuplicates();
    assertThat(rejectedAsTold(said.toString(UTF_8))).isEqualTo(bad.size());
    assertThat(said.toString(UTF_8)).doesNotContain(PERSONAL).doesNotContain("\tat ");
  }

  /** The sum of what the summaries say: a slow run has more than one. */
  private static int rejectedAsTold(String log) {
    return Pattern.compile("and rejected (\\d+) records")
        .matcher(log)
        .results()
        .mapToInt(summary -> Integer.parseInt(summary.group(1)))
        .sum();
  }

  private static Map<String, Bad> badRecords() {
    Map<String, Bad> bad = new LinkedHashMap<>();
    bad.put("not JSON", new Bad("O'Brien, 351 Darlene Green", "unreadable", "not JSON"));
    bad.put("cut off", new Bad(message("cut").substring(0, 99), "unreadable", "not JSON"));
    bad.put("empty", new Bad("", "unreadable", "the document is empty"));
    bad.put("no value", new Bad(null, "unreadable", "the message has no value"));
    bad.put(
        "two payments",
        new Bad("[%1$s,%1$s]".formatted(message("two")), "not_one_payment", "a message holds one"));
    bad.put("NUL", bad("O'Brien", "O'Brien\\u0000", "last must not hold a NUL character"));
    bad.put("half a pair", bad("O'Brien", "O'Brien\\ud83d", "last must not hold half of a"));
    bad.put("early", bad("2020-06-21 12", "1777-06-21 12", "trans_date_trans_time must be a time"));
    bad.put("no such day", bad("2020-06-21 12", "2020-02-30 12", "trans_date_trans_time must be"));
    bad.put("born late", bad("1968-03-19", "19680-03-19", "dob must be a date as yyyy-MM-dd"));
    bad.put("large", bad("60.10", "1234567890123456.10", "amt " + NUMBER));
    bad.put("precise", bad("60.10", "60.12345678901", "amt " + NUMBER));
    bad.put("no zip", bad("29209", "2147483648", "zip must be a whole number of 32 bits"));
    bad.put("card", bad("4992346398065154184", "9223372036854775808", "cc_num must be a whole"));
    bad.put("coordinate", bad("33.9659", "1e999", "lat must be a finite number"));
    bad.put("undecided", bad("\"is_fraud\":1", "\"is_fraud\":2", "is_fraud must be 0 or 1"));
    bad.put(
        "no prediction",
        new Bad(
            message("n").replace(",\"is_fraud\":1", ""), "missing_column", "is_fraud is missing"));
    bad.put(
        "no amount",
        new Bad(message("n").replace("60.10", "null"), "missing_column", "amt is missing"));
    bad.put("constraint", new Bad(message("refused 1"), "bad_value", REFUSED + "a row breaks"));
    bad.put("another", new Bad(message("refused 2"), "bad_value", REFUSED + "a row breaks"));
    bad.put("dear", bad("60.10", "1000000.00", REFUSED + "a row breaks a constraint"));
    return bad;
  }

  private static Bad bad(String good, String bad, String reason) {
    return new Bad(message("bad " + reason).replace(good, bad), "bad_value", reason);
  }

  private static String message(String transNum) {
    return Predictions.message(transNum, 1);
  }

  private static ProducerRecord<byte[], byte[]> record(
      Surroundings around, String key, String value) {
    return new ProducerRecord<>(
        around.name(), key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
  }

  @Test
  void whatIsTooLargeForTheRejectedTopicLeavesItsBeginningThere(Surroundings around)
      throws Exception {
    // Given
    String tooLargeWithItsHeaders = "{\"a\":\"" + "x".repeat(1_048_000) + "\"}";
    around.send(List.of(record(around, "large", tooLargeWithItsHeaders)));
    around.send(0, 5);

    // When
    try (RunningSink sink = new RunningSink(around.environment())) {
      around.awaitRows(sink, 5);
      around.awaitCommitted(6);
    }

    // Then
    assertThat(around.rejected())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(new String(record.value(), UTF_8))
                  .isEqualTo(tooLargeWithItsHeaders.substring(0, 64 << 10));
              assertThat(header(record, "rejected_truncated")).isEqualTo("true");
              assertThat(header(record, "rejected_reason"))
                  .contains("bytes is " + header(record, "rejected_id"));
            });
  }

  @Test
  void whatALoweredLimitCutsKeepsItsHeaders(Surroundings around, SandboxKafka kafka)
      throws Exception {
    // Given
    String rejected = around.name() + "_rejected";
    try (RunningSink sink = new RunningSink(around.environment());
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      around.send(0, 1);
      around.awaitRows(sink, 1);
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, rejected);
      ConfigEntry limit = new ConfigEntry("max.message.bytes", "100000");
      admin
          .incrementalAlterConfigs(
              Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
          .all()
          .get();

      // When
      ProducerRecord<byte[], byte[]> large = record(around, "large", "x".repeat(200_000));
      large.headers().add("trace", "17".getBytes(UTF_8));
      around.send(List.of(large));
      around.awaitCommitted(2);
    }

    // Then
    assertThat(around.rejected())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(new String(record.value(), UTF_8)).isEqualTo("x".repeat(64 << 10));
              assertThat(header(record, "trace")).isEqualTo("17");
              assertThat(header(record, "rejected_truncated")).isEqualTo("true");
              assertThat(header(record, "rejected_reason"))
                  .endsWith("the whole record is " + header(record, "rejected_id"));
            });
  }

  @Test
  void aTableThatHasComeToRefuseEverythingKeepsTheBatchAndBlamesNobody(Surroundings around)
      throws Exception {
    // Given
    around.send(0, 50);
    try (RunningSink sink = new RunningSink(around.environment())) {
      around.awaitRows(sink, 50);
      around.awaitCommitted(50);
      String alter = "ALTER TABLE " + around.table();
      around.psql().execute(alter + " ADD CONSTRAINT c CHECK (amt > 100) NOT VALID");

      // When
      around.send(50, 50);
      sink.assertRunsFor(Duration.ofSeconds(1));
      assertThat(around.committed()).isEqualTo(50);
      around.psql().execute(alter + " DROP CONSTRAINT c");

      // Then
      around.awaitRows(sink, 100);
      around.awaitCommitted(100);
    }
    assertThat(around.rejected()).isEmpty();
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
