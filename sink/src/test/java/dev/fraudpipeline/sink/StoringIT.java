package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a message of topic_2, where all is well. */
@ExtendWith(SharedServers.class)
class StoringIT {

  @Test
  void everyValueIsStoredAsItWasWritten(Surroundings around) throws Exception {
    // Given
    String topic = around.name();
    ProducerRecord<byte[], byte[]> whole =
        Predictions.record(topic, "k", Predictions.message("whole", 1));
    whole.headers().add("score", "0.97".getBytes(UTF_8));
    whole.headers().add("model", "trees/7".getBytes(UTF_8));
    whole.headers().add("predicted_at", "1732000000123".getBytes(UTF_8));
    ProducerRecord<byte[], byte[]> sparse =
        Predictions.record(
            topic,
            "k",
            """
            {"trans_date_trans_time":"2020-06-21 12:14:25","cc_num":9223372036854775807,\
            "merchant":null,"amt":0.00,"trans_num":"sparse","unix_time":1592741665,"is_fraud":0}""");
    sparse.headers().add("score", "high".getBytes(UTF_8));
    sparse.headers().add("model", "a\0b".getBytes(UTF_8));
    sparse.headers().add("predicted_at", "9223372036854775807".getBytes(UTF_8));

    // When
    around.send(List.of(whole, sparse));
    try (RunningSink sink = new RunningSink(around.environment())) {
      around.awaitRows(sink, 2);
    }

    // Then
    assertThat(rows(around, "trans_num = 'whole'"))
        .singleElement()
        .satisfies(row -> assertThat(row.remove("id")).isNotNull())
        .hasToString(
            "{trans_date_trans_time=2020-06-21 12:14:25, cc_num=4992346398065154184,"
                + " merchant=fraud_Kirlin and Sons, category=personal_care, amt=60.10, first=Jo,"
                + " last=O'Brien \"x\", gender=M, street=351 Darlene Green, city=Columbia,"
                + " state=SC, zip=29209, lat=33.9659, long=-80.9355, city_pop=333497,"
                + " job=Mechanical engineer, dob=1968-03-19, trans_num=whole,"
                + " unix_time=1592741665, merch_lat=33.986391, merch_long=-81.200714, is_fraud=1,"
                + " fraud_confirmed=null, score=0.97, model=trees/7,"
                + " predicted_at=2024-11-19 07:06:40.123+00}");
    assertThat(rows(around, "trans_num = 'sparse'"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.entrySet())
                    .filteredOn(entry -> entry.getValue() != null)
                    .extracting(Map.Entry::toString)
                    .filteredOn(entry -> !entry.startsWith("id="))
                    .containsExactly(
                        "trans_date_trans_time=2020-06-21 12:14:25",
                        "cc_num=9223372036854775807",
                        "amt=0.00",
                        "trans_num=sparse",
                        "unix_time=1592741665",
                        "is_fraud=0"));
  }

  @Test
  void redeliveryChangesNothingNotEvenAVerdict(Surroundings around) throws Exception {
    // Given
    around.send(0, 250);
    try (RunningSink sink = new RunningSink(around.environment())) {
      around.awaitRows(sink, 250);
    }
    around.psql().execute("UPDATE " + around.table() + " SET fraud_confirmed = is_fraud");
    List<Map<String, String>> before = rows(around, "true");
    around.environment().put("SINK_GROUP", around.name() + "-again");

    // When
    around.send(
        List.of(
            Predictions.record(around.name(), "k", Predictions.message("t1", 0)),
            Predictions.record(around.name(), "k", Predictions.message("last", 0))));
    try (RunningSink sink = new RunningSink(around.environment())) {
      around.awaitRows(sink, 251);
      around.awaitCommitted(252);
    }

    // Then
    assertThat(rows(around, "trans_num <> 'last'")).isEqualTo(before);
  }

  @Test
  void noOffsetIsCommittedBeforeThoseBeforeItThoughALaterBatchIsStoredFirst(Surroundings around)
      throws Exception {
    // Given
    around.send(0, 1);
    try (RunningSink sink = new RunningSink(around.environment());
        Connection other = around.psql().connect();
        Statement statement = other.createStatement()) {
      around.awaitRows(sink, 1);
      around.awaitCommitted(1);
      other.setAutoCommit(false);
      statement.execute(
          "INSERT INTO %s (trans_num, unix_time) VALUES ('t1', 1592741665)"
              .formatted(around.table()));

      // When
      around.send(
          IntStream.range(1, 301)
              .mapToObj(i -> Predictions.message("t" + i, 1))
              .map(message -> Predictions.record(around.name(), "one partition", message))
              .toList());

      // Then
      around.awaitRows(sink, 2);
      await()
          .during(Duration.ofMillis(500))
          .atMost(Surroundings.DEFINITELY_TOO_SLOW)
          .until(() -> around.committed() == 1);
      other.rollback();
      around.awaitRows(sink, 301);
      around.awaitCommitted(301);
    }
    around.assertExactly(301);
  }

  private static List<Map<String, String>> rows(Surroundings around, String condition)
      throws Exception {
    return around
        .psql()
        .rows("SELECT * FROM " + around.table() + " WHERE " + condition + " ORDER BY id");
  }
}
