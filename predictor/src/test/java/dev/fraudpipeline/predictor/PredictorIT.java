package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.common.kafka.Headers;
import dev.fraudpipeline.common.schema.Column;
import dev.fraudpipeline.common.schema.Payment;
import dev.fraudpipeline.common.settings.Settings;
import dev.fraudpipeline.sandbox.Fault;
import dev.fraudpipeline.sandbox.Part;
import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.model.Frame;
import dev.fraudpipeline.sandbox.model.ModelServer;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The predictor against a real broker and a model server: each payment is scored exactly once. */
@Timeout(300)
final class PredictorIT {
  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(90);
  private static final int CARDS = 5;

  @TempDir static Path folder;
  private static SandboxKafka kafka;
  private static ModelServer model;
  private static int topics;

  private final Map<String, String> environment = new HashMap<>();
  private final String topic1 = "one-" + ++topics;
  private final String topic2 = "two-" + topics;
  private KafkaProducer<byte[], byte[]> producer;
  private int written;

  @BeforeAll
  static void startServers() throws IOException {
    kafka = SandboxKafka.start(folder.resolve("kafka"), 0);
    model = ModelServer.start(ModelServer.Options.defaults(), PredictorIT::everyTenthIsFraud);
    Files.writeString(
        folder.resolve("client.properties"), "bootstrap.servers=" + kafka.address() + "\n");
  }

  @AfterAll
  static void stopServers() {
    model.close();
    kafka.close();
  }

  @BeforeEach
  void settings() {
    environment.put("KAFKA_CONFIG", folder.resolve("client.properties").toString());
    environment.put("TOPIC_1", topic1);
    environment.put("TOPIC_2", topic2);
    environment.put("TOPIC_PARTITIONS", "3");
    environment.put("PREDICTOR_GROUP", "group-of-" + topic1);
    environment.put("MODEL_URL", model.address());
    environment.put("MODEL_NAME", "every-tenth");
    environment.put("MODEL_TIMEOUT", "2s");
    environment.put("BATCH_SIZE", "7");
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.address(),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                // Else it forgets the topic while Kafka is away, and send() waits.
                CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
                "none",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                DEFINITELY_TOO_SLOW.toMillis()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void closeProducer() {
    producer.close(Duration.ZERO);
  }

  @Test
  void everyPaymentIsScoredOnceWithItsHeaders() {
    try (DaemonThread predictor = predictor()) {
      // When
      write(200);

      // Then
      awaitScored(200, predictor);
    }
    assertScoredExactlyOnce();
    for (ConsumerRecord<byte[], byte[]> record : scored()) {
      Payment payment = read(record);
      boolean fraud = number(payment) % 10 == 0;
      assertThat(record.key()).isEqualTo(payment.key());
      assertThat(payment.text(Column.IS_FRAUD)).isEqualTo(fraud ? "1" : "0");
      assertThat(payment.text(Column.AMT)).isEqualTo("60.10");
      assertThat(Headers.text(record.headers(), Headers.SCORE)).contains(fraud ? "1.0" : "0.0");
      assertThat(Headers.text(record.headers(), Headers.MODEL)).contains("every-tenth");
      assertThat(Headers.millis(record.headers(), Headers.FETCHED_AT)).contains(1_730_134_684_000L);
      assertThat(Headers.millis(record.headers(), Headers.PREDICTED_AT)).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aSickModelDelaysPaymentsAndLosesNone(Fault fault) {
    faultInTheMiddle(model, fault);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"AWAY", "HANG", "ERROR"})
  void anOutageOfKafkaLosesNothingAndDoublesNothing(Fault fault) {
    faultInTheMiddle(kafka, fault);
  }

  private void faultInTheMiddle(Part part, Fault fault) {
    // Given
    try (DaemonThread predictor = predictor()) {
      write(50);
      awaitScored(1, predictor);

      // When
      part.inflict(fault);
      try {
        write(50);
        // Long enough for a request, its time-out and the next attempt.
        await()
            .pollDelay(Duration.ofSeconds(4))
            .atMost(DEFINITELY_TOO_SLOW)
            .until(() -> predictor.status().isEmpty());
      } finally {
        part.heal();
      }
      write(50);

      // Then
      awaitScored(150, predictor);
    }
    assertScoredExactlyOnce();
  }

  @Test
  void restartsAndASecondInstanceLoseNothingAndDoubleNothing() {
    // Given
    try (DaemonThread first = predictor()) {
      write(100);
      awaitScored(1, first);

      // When
      try (DaemonThread second = predictor()) {
        write(100);
        awaitScored(150, second);
      }
      write(100);
    }
    try (DaemonThread third = predictor()) {
      // Then
      awaitScored(300, third);
    }
    assertScoredExactlyOnce();
  }

  @Test
  void whatCannotBeReadIsRejectedWithItsPlaceAndTheOthersGoOn() {
    // Given
    try (DaemonThread predictor = predictor()) {
      write(5);
      send("k".getBytes(UTF_8), "{\"trans_num\":\"t\",\"amt\":1,\"unix_time\":1}".getBytes(UTF_8));
      send(null, "not JSON, card 4855488158131690372".getBytes(UTF_8));
      send(null, null);

      // When
      write(5);

      // Then
      awaitScored(10, predictor);
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(() -> assertThat(committed(topic1 + "_rejected")).hasSize(3));
    }
    assertScoredExactlyOnce();
    ConsumerRecord<byte[], byte[]> rejected =
        committed(topic1 + "_rejected").stream()
            .filter(record -> record.key() != null)
            .findFirst()
            .orElseThrow();
    assertThat(new String(rejected.value(), UTF_8)).startsWith("{\"trans_num\"");
    assertThat(Headers.text(rejected.headers(), Headers.REJECTED_ID))
        .hasValueSatisfying(id -> assertThat(id).matches(topic1 + "-\\d@\\d+"));
    assertThat(Headers.text(rejected.headers(), Headers.REJECTED_STAGE)).contains("predictor");
    assertThat(Headers.text(rejected.headers(), Headers.REJECTED_CODE)).contains("missing_column");
    assertThat(Headers.text(rejected.headers(), Headers.REJECTED_REASON))
        .contains("cc_num is missing or null");
    assertThat(Headers.millis(rejected.headers(), Headers.REJECTED_AT)).isPresent();
  }

  @Test
  void aShareOfTheBacklogIsABatchSizeToo() {
    environment.put("BATCH_SIZE", "50%");
    environment.put("BATCH_MAX", "20");

    try (DaemonThread predictor = predictor()) {
      write(100);

      awaitScored(100, predictor);
    }
    assertScoredExactlyOnce();
  }

  private DaemonThread predictor() {
    return DaemonThread.start(
        "predictor", stop -> Main.run(new Settings(Map.of(), environment), stop));
  }

  private static Object everyTenthIsFraud(Frame frame) {
    Object[] transNums = frame.objects(Column.TRANS_NUM);
    return IntStream.range(0, frame.size())
        .map(i -> Integer.parseInt(transNums[i].toString(), 16) % 10 == 0 ? 1 : 0)
        .toArray();
  }

  /** Writes so many payments more, numbered on, of a few cards in turn. */
  private void write(int payments) {
    for (int i = 0; i < payments; i++) {
      byte[] card = Long.toString(4_855_488_158_131_690_372L + written % CARDS).getBytes(UTF_8);
      String document =
          Payments.document(written).replace("4855488158131690372", new String(card, UTF_8));
      send(card, document.getBytes(UTF_8));
      written++;
    }
  }

  private void send(byte[] key, byte[] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic1, key, value);
    Headers.add(record.headers(), Headers.FETCHED_AT, "1730134684000");
    var unused = producer.send(record);
  }

  private void awaitScored(int count, DaemonThread predictor) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .untilAsserted(
            () -> {
              assertThat(scored()).hasSizeGreaterThanOrEqualTo(count);
              assertThat(predictor.status()).as("runs on").isEmpty();
            });
  }

  private List<ConsumerRecord<byte[], byte[]>> scored() {
    return committed(topic2);
  }

  private static List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    return TopicContents.committed(kafka.address(), topic);
  }

  private void assertScoredExactlyOnce() {
    List<ConsumerRecord<byte[], byte[]>> records = scored();
    assertThat(records.stream().map(PredictorIT::read).map(PredictorIT::number))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, written).boxed().toList());
    Map<String, Integer> lastOfCard = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      int number = number(read(record));
      Integer before = lastOfCard.put(new String(record.key(), UTF_8), number);
      assertThat(before == null || before < number).as("order of one card").isTrue();
    }
  }

  private static Payment read(ConsumerRecord<byte[], byte[]> record) {
    return Payments.read(new String(record.value(), UTF_8));
  }

  private static int number(Payment payment) {
    return Integer.parseInt(payment.text(Column.TRANS_NUM), 16);
  }
}
