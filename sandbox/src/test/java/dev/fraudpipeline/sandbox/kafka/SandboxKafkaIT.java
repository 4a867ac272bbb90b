package dev.fraudpipeline.sandbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.OtherProcess;
import dev.fraudpipeline.sandbox.part.PartFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxKafkaIT {

  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);
  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path data;
  private static SandboxKafka kafka;

  private String topic;

  @BeforeAll
  static void start() {
    kafka = SandboxKafka.start(data, 0);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void createTopic() throws Exception {
    topic = "payments-" + TESTS.incrementAndGet();
    createTopic(kafka.address(), topic);
  }

  @AfterEach
  void heal() {
    kafka.heal();
  }

  @Test
  void whatIsSentThroughTheProxyIsReadThroughIt() {
    // When
    send(topic, kafka.address(), 10);

    // Then
    assertThat(read(topic, kafka.address(), topic, 10)).hasSize(10);
    assertThat((long) kafka.status().get("connections_total")).isPositive();
  }

  @Test
  void theDirectAddressLeadsPastEveryFaultOfTheProxy() {
    // Given
    kafka.inflict(PartFault.HANG);

    // When
    send(topic, kafka.directBootstrapServers(), 10);

    // Then
    assertThat(read(topic, kafka.directBootstrapServers(), topic, 10)).hasSize(10);
  }

  @Test
  void recordsOffsetsAndTransactionsSurviveANewStart() {
    // Given
    String address = kafka.address();
    sendInTransaction(topic, address, 5);
    assertThat(read(topic, address, topic, 5)).hasSize(5);
    sendInTransaction(topic, address, 3);

    // When
    kafka.close();
    kafka = SandboxKafka.start(data, 0);

    // Then
    assertThat(kafka.address()).isEqualTo(address);
    assertThat(read(topic, address, topic, 3)).hasSize(3);
    sendInTransaction(topic, address, 2);
    assertThat(read(topic, address, topic + " other", 10)).hasSize(10);
  }

  @Test
  void aClientThatIsThereAllAlongGoesOnAfterAnOutage() throws Exception {
    // Given
    try (KafkaProducer<String, String> producer = transactionalProducer(kafka.address())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "before")).get();
      producer.commitTransaction();

      // When
      kafka.inflict(PartFault.AWAY);
      assertThat(kafka.status()).containsEntry("running", false).containsEntry("fault", "AWAY");
      assertThatThrownBy(kafka::directBootstrapServers).isInstanceOf(IllegalStateException.class);
      kafka.heal();

      // Then
      producer.beginTransaction();
      acknowledged(producer.send(new ProducerRecord<>(topic, "after")));
      producer.commitTransaction();
    }
    assertThat(read(topic, kafka.address(), topic, 2)).containsExactlyInAnyOrder("before", "after");
  }

  @ParameterizedTest
  @EnumSource(
      value = PartFault.class,
      names = {"AWAY", "HANG", "GARBAGE", "ERROR"})
  void aClientSeesTheFaultAndItsEnd(PartFault fault) throws Exception {
    Map<String, Object> impatient = settings(kafka.address());
    impatient.put("max.block.ms", "1000");
    impatient.put("request.timeout.ms", "1000");
    impatient.put("delivery.timeout.ms", "2000");
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(impatient)) {
      // Given
      awaitSent(producer, "before");

      // When
      kafka.inflict(fault);

      // Then
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, "during")).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
      kafka.heal();
      awaitSent(producer, "after");
      assertThat(kafka.status()).containsEntry("running", true).containsEntry("fault", "none");
    }
  }

  /** By a producer whose patience can be too short for a machine that does much else. */
  private void awaitSent(KafkaProducer<String, String> impatient, String value) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(() -> impatient.send(new ProducerRecord<>(topic, value)).get() != null);
  }

  @Test
  void slowAnswersAreASecondLate() throws Exception {
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings(kafka.address()))) {
      // Given
      producer.send(new ProducerRecord<>(topic, "before")).get();
      kafka.inflict(PartFault.SLOW);
      long start = System.nanoTime();

      // When
      producer.send(new ProducerRecord<>(topic, "during")).get();

      // Then
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
    }
  }

  @Test
  void topicsDoNotAppearByThemselves() throws Exception {
    // Given
    Map<String, Object> impatient = settings(kafka.address());
    impatient.put("max.block.ms", "500");
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(impatient);
        Admin admin = Admin.create(settings(kafka.address()))) {
      // Then
      await()
          .atMost(DEFINITELY_TOO_SLOW)
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () -> producer.send(new ProducerRecord<>("unknown", "x")).get())
                      .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class));
      assertThat(admin.listTopics().names().get()).contains(topic).doesNotContain("unknown");
    }
  }

  @Test
  void aFolderIsOneBrokersAtATime() {
    // When
    assertThatThrownBy(() -> SandboxKafka.start(data, 0))
        // Then
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void recordsOffsetsAndTransactionsSurviveAKilledProcess(@TempDir Path killedData)
      throws Exception {
    // Given
    try (OtherProcess killed = new OtherProcess(KafkaMain.class, killedData)) {
      createTopic(killed.address(), topic);
      sendInTransaction(topic, killed.address(), 5);
      assertThat(read(topic, killed.address(), topic, 5)).hasSize(5);
      sendInTransaction(topic, killed.address(), 3);
      // Kafka itself can lose a transaction's marker that it has promised and not written yet: the
      // coordinator then says that it is complete, and readers of committed records wait for ever.
      TopicContents.awaitTransactionsEnded(killed.address());

      // When
      killed.kill();

      // Then
      try (SandboxKafka next = SandboxKafka.start(killedData, 0)) {
        assertThat(next.address()).isEqualTo(killed.address());
        assertThat(read(topic, next.address(), topic, 3)).hasSize(3);
        sendInTransaction(topic, next.address(), 2);
        assertThat(read(topic, next.address(), topic + " other", 10)).hasSize(10);
      }
    }
  }

  @Test
  void twoBrokersRunSideBySide(@TempDir Path otherData) throws Exception {
    // When
    try (SandboxKafka other = SandboxKafka.start(otherData, 0)) {
      // Then
      createTopic(other.address(), topic);
      send(topic, other.address(), 1);
      assertThat(other.address()).isNotEqualTo(kafka.address());
    }
    send(topic, kafka.address(), 1);
  }

  private static void createTopic(String bootstrapServers, String topic) throws Exception {
    try (Admin admin = Admin.create(settings(bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
    }
  }

  private static void send(String topic, String bootstrapServers, int count) {
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings(bootstrapServers))) {
      IntStream.range(0, count)
          .mapToObj(i -> producer.send(new ProducerRecord<>(topic, "value " + i)))
          .toList()
          .forEach(SandboxKafkaIT::acknowledged);
    }
  }

  private static void acknowledged(Future<?> sent) {
    try {
      sent.get(DEFINITELY_TOO_SLOW.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void sendInTransaction(String topic, String bootstrapServers, int count) {
    try (KafkaProducer<String, String> producer = transactionalProducer(bootstrapServers)) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < count; i++) {
        acknowledged(producer.send(new ProducerRecord<>(topic, "value " + i)));
      }
      producer.commitTransaction();
    }
  }

  private static KafkaProducer<String, String> transactionalProducer(String bootstrapServers) {
    Map<String, Object> settings = settings(bootstrapServers);
    settings.put("transactional.id", "test");
    return new KafkaProducer<>(settings);
  }

  private static List<String> read(String topic, String bootstrapServers, String group, int count) {
    Map<String, Object> settings = settings(bootstrapServers);
    settings.put("group.id", group);
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    List<String> values = new ArrayList<>();
    long deadline = System.nanoTime() + DEFINITELY_TOO_SLOW.toNanos();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
      consumer.subscribe(List.of(topic));
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      consumer.commitSync();
    }
    return values;
  }

  private static Map<String, Object> settings(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("key.serializer", StringSerializer.class.getName());
    settings.put("value.serializer", StringSerializer.class.getName());
    settings.put("key.deserializer", StringDeserializer.class.getName());
    settings.put("value.deserializer", StringDeserializer.class.getName());
    return settings;
  }
}
