package dev.fraudpipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Messages as a predictor writes them to topic_2. */
public final class Predictions {
  private static final String MESSAGE =
      """
      {"trans_date_trans_time":"2020-06-21 12:14:25","cc_num":4992346398065154184,\
      "merchant":"fraud_Kirlin and Sons","category":"personal_care","amt":60.10,"first":"Jo",\
      "last":"O'Brien \\"x\\"","gender":"M","street":"351 Darlene Green","city":"Columbia",\
      "state":"SC","zip":29209,"lat":33.9659,"long":-80.9355,"city_pop":333497,\
      "job":"Mechanical engineer","dob":"1968-03-19","trans_num":"%s","unix_time":1592741665,\
      "merch_lat":33.986391,"merch_long":-81.200714,"is_fraud":%s}""";

  private Predictions() {}

  /** The message of one payment. */
  public static String message(String transNum, int fraud) {
    return MESSAGE.formatted(transNum, fraud);
  }

  /** Messages of so many payments, from {@code t<first>} on. */
  public static List<ProducerRecord<byte[], byte[]>> records(String topic, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> record(topic, "k" + i % 97, message("t" + i, i % 2)))
        .toList();
  }

  public static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
    return new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  /**
   * Sends, and returns once all are acknowledged. One request at a time: on a partition whose
   * leader is only just there, a second one can be taken before the first, which then never is.
   */
  public static void send(String bootstrapServers, List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers, "max.in.flight.requests.per.connection", 1),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var sent = records.stream().map(producer::send).toList();
      for (var metadata : sent) {
        metadata.get();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
